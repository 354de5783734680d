"""Beside a matrix that is asked for: the one that rows have, or the nearest that can be."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from assets.errors import DataForgeError
from assets.schema.repairs.edits import Repair
from studio_ui import session
from studio_ui.clients.outputs import true_rows
from studio_ui.components.column_editor import ROW_HEIGHT
from studio_ui.components.problem_list import apply_repair
from studio_ui.components.wording import literal
from studio_ui.editing.correlation_matrix import Matrix, matrix_of, names_of
from studio_ui.editing.draft import Draft
from studio_ui.editing.seen_ranks import seen_ranks
from studio_ui.editing.tables import table_of

Data = dict[str, Any]
AMONG = 2_000
_CHANGED = "background-color: rgba(224, 139, 34, 0.28)"


def beside(dataset: str, table: str, place: int, correlation: Data) -> None:
    """The matrix, and a button that applies it where it is an offer."""
    draft, names = session.draft(dataset), names_of(correlation)
    offer = _offer(draft, table, place)
    if offer is not None:
        after = table_of(offer.applied(draft.data), table)["correlations"][place]
        st.markdown("**The nearest that can be** :gray[what is asked for contradicts itself]")
        nearest = _in_order(after, names)
        _shown(names, nearest, matrix_of(correlation), f"nearest_{place}")
        st.button(
            "Use the nearest",
            type="primary",
            icon=":material/build:",
            key=f"nearest:{dataset}:{table}:{place}",
            on_click=apply_repair,
            args=(dataset, offer),
        )
        return
    st.markdown(f"**Seen** :gray[in the first {AMONG:,} rows, of true values]")
    if draft.dataset is None or any(finding.table == table for finding in draft.findings):
        st.caption("As soon as the problems above are solved.")
        return
    try:
        rows = true_rows(draft.dataset, table, AMONG)
    except DataForgeError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    _shown(names, seen_ranks(rows, names), None, f"seen_{place}")


def _offer(draft: Draft, table: str, place: int) -> Repair | None:
    """The repair that puts another matrix or other pairs in place of those asked for."""
    at = ("tables", table, "correlations", place)
    for finding in draft.findings:
        for repair in finding.repairs:
            (first, *more) = repair.edits
            whole = first.path[:-1] == at and first.path[-1] in ("matrix", "pairs")
            if whole and not more and not first.removes:
                return repair
    return None


def _in_order(correlation: Data, names: list[str]) -> Matrix:
    """The matrix with its rows and columns as ``names`` are; 0 for what it does not name."""
    place = {name: at for at, name in enumerate(names_of(correlation))}
    matrix = matrix_of(correlation)
    return [
        [
            matrix[place[one]][place[other]]
            if one in place and other in place
            else float(one == other)
            for other in names
        ]
        for one in names
    ]


def _shown(names: list[str], matrix: Matrix, before: Matrix | None, key: str) -> None:
    frame = pd.DataFrame(matrix, columns=names)
    marks = pd.DataFrame("", index=frame.index, columns=names)
    if before is not None:
        marks = marks.mask((frame - pd.DataFrame(before, columns=names)).abs() > 0.0005, _CHANGED)
    frame.insert(0, "", names)
    digits = "{:.2f}" if before is None else "{:.3f}"
    styled = frame.style.apply(
        lambda _: marks.reindex(columns=frame.columns, fill_value=""), axis=None
    )
    st.dataframe(
        styled.format(digits, subset=list[Hashable](names), na_rep="–"),
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=(min(len(names), 16) + 1) * ROW_HEIGHT + 4,
        column_config={name: st.column_config.Column(width=92) for name in names},
        key=key,
    )
