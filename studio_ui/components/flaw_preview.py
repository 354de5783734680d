"""The first rows with flaws, the wrong cells marked, and what was true."""

from __future__ import annotations

import re
import time
from typing import Any

import pandas as pd
import streamlit as st

from assets.errors import DataForgeError
from assets.schema.dataset import Dataset
from studio_ui.clients.outputs import flawed_preview
from studio_ui.components.preview_grid import preview_grid
from studio_ui.components.wording import duration, literal, plural

_MARK = "background-color: rgba(224, 139, 34, 0.28)"
_ROW, _WHAT = "row", "what is wrong"
_LONGEST = 40


def flaw_preview(dataset: Dataset | None, table: str, *, height: int = 420) -> None:
    """The rows, made again only when something changed that decides them; the ordinary preview
    while the dataset is invalid or the table has no flaws."""
    if dataset is None or not dataset.table(table).flaws:
        preview_grid(dataset, table)
        return
    key = (dataset.name, table, dataset.table_hash(table), dataset.table(table).rows)
    made = st.session_state.get("flaw_preview")
    if made is None or made[0] != key:
        began = time.perf_counter()
        try:
            found = flawed_preview(dataset, table)
        except DataForgeError as error:
            st.markdown("**Preview**")
            st.error(literal(str(error)), icon=":material/error:")
            return
        frame, marks = _frames(found.rows, found.numbers, found.labels.to_pylist())
        made = (key, frame, marks, found, time.perf_counter() - began)
        st.session_state["flaw_preview"] = made
    _, frame, marks, found, seconds = made
    counts = ", ".join(
        f"{number:,} {kind.replace('_', ' ')}" for kind, number in sorted(found.cells.items())
    )
    facts = f"flawed cells of the first {plural(found.among, 'row')}: {counts or 'none'}"
    st.markdown(f"**Preview** :gray[{literal(facts)}, made in {duration(seconds)}]")
    st.dataframe(
        frame.style.apply(lambda _: marks, axis=None).format(str, na_rep="NULL"),
        height=height,
        hide_index=True,
        placeholder="NULL",
        column_config={
            _ROW: st.column_config.Column(pinned=True, width=60),
            _WHAT: st.column_config.Column(pinned=True, width=300),
        },
        key="flawed_rows",
    )


def _frames(
    rows: Any, numbers: list[int], labels: list[dict[str, Any]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows, and the style of each cell."""
    frame = rows.to_pandas(types_mapper=pd.ArrowDtype).astype(object)
    frame = frame.where(frame.notna(), None)
    marks = pd.DataFrame("", index=frame.index, columns=frame.columns)
    place = {number: at for at, number in enumerate(numbers)}
    told: list[list[str]] = [[] for _ in numbers]
    for label in labels:
        at = place[label["row_number"]]
        marks.loc[at, label["column_name"]] = _MARK
        if label["flaw"] == "whitespace":
            frame.loc[at, label["column_name"]] = _blanks_shown(str(label["flawed_value"]))
        if (text := _told(label)) not in told[at]:
            told[at].append(text)
    frame.insert(0, _ROW, numbers)
    frame.insert(1, _WHAT, ["; ".join(texts) for texts in told])
    return frame, marks.reindex(columns=frame.columns, fill_value="")


def _blanks_shown(text: str) -> str:
    """The text with signs for the blanks that nobody sees."""
    shown = re.sub(r"^ +| +$| {2,}", lambda found: "␣" * len(found[0]), text)
    return shown.replace("\u00a0", "⍽")


def _told(label: dict[str, Any]) -> str:
    kind = str(label["flaw"]).replace("_", " ")
    if label["flaw"] == "duplicate":
        return f"{kind} of row {label['other_row']}"
    true = "NULL" if label["true_value"] is None else str(label["true_value"])
    shown = true if len(true) <= _LONGEST else f"{true[: _LONGEST - 1]}…"
    return f"{label['column_name']}: {kind}, was {shown}"
