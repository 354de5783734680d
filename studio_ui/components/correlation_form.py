"""The correlations of one table as matrices to edit, beside those that its rows have."""

from __future__ import annotations

from typing import Any

import streamlit as st

from studio_ui import session
from studio_ui.components.column_editor import ROW_HEIGHT, keep
from studio_ui.components.correlation_seen import beside
from studio_ui.editing import correlation_matrix
from studio_ui.editing.tables import table_of, with_items

Data = dict[str, Any]
_CELL = 92


def correlation_form(dataset: str, table: str) -> None:
    """One matrix a correlation. What is edited is in the draft before the screen is drawn again."""
    data = table_of(session.draft(dataset).data, table)
    found = data.get("correlations", [])
    free = [name for name in correlation_matrix.correlatable(data) if name not in _taken(found)]
    for place, correlation in enumerate(found):
        with st.container(border=True, key=f"correlation_{place}", gap="small"):
            _one(dataset, table, place, correlation, free)
    if not found:
        st.caption("The columns of this table vary without one another.")
    too_few = len(free) < 2
    st.button(
        "Correlate columns",
        icon=":material/add:",
        key=f"add_correlation:{dataset}:{table}",
        disabled=too_few,
        help="It takes two columns with an order, in no key and in no other correlation"
        if too_few
        else None,
        on_click=_put,
        args=(dataset, table, len(found), correlation_matrix.with_columns({}, free[:2])),
    )


def _one(dataset: str, table: str, place: int, correlation: Data, free: list[str]) -> None:
    names = correlation_matrix.names_of(correlation)
    key = f"correlation:{dataset}:{table}:{place}"
    columns, remove = st.columns([20, 1], vertical_alignment="bottom")
    st.session_state[f"{key}:columns"] = names
    columns.multiselect(
        "Columns that vary together",
        [*names, *free],
        key=f"{key}:columns",
        help="Numbers, dates, times, booleans, and choices with ordered: true",
        on_change=_columns_changed,
        args=(dataset, table, place),
    )
    remove.button(
        "",
        icon=":material/delete:",
        type="tertiary",
        key=f"{key}:remove",
        help="Remove this correlation",
        on_click=_remove,
        args=(dataset, table, place),
    )
    asked, seen = st.columns(2, gap="medium")
    with asked:
        st.markdown("**Asked for** :gray[Spearman's rank correlation, −1 to 1]")
        _matrix(dataset, table, place, correlation)
    with seen:
        beside(dataset, table, place, correlation)


def _matrix(dataset: str, table: str, place: int, correlation: Data) -> None:
    names = correlation_matrix.names_of(correlation)
    matrix = zip(names, correlation_matrix.matrix_of(correlation), strict=True)
    key = f"matrix:{dataset}:{table}:{place}:{session.grid_revision()}"
    st.data_editor(
        [{"": name, **dict(zip(names, row, strict=True))} for name, row in matrix],
        key=key,
        hide_index=True,
        disabled=[""],
        row_height=ROW_HEIGHT,
        height=(min(len(names), 16) + 1) * ROW_HEIGHT + 4,
        column_config={"": st.column_config.TextColumn(pinned=True)}
        | {
            name: st.column_config.NumberColumn(
                min_value=-1, max_value=1, step=0.001, format="%.2f", width=_CELL
            )
            for name in names
        },
        on_change=_matrix_changed,
        args=(dataset, table, place, key),
    )


def _taken(correlations: list[Data]) -> set[str]:
    return {name for each in correlations for name in correlation_matrix.names_of(each)}


def _columns_changed(dataset: str, table: str, place: int) -> None:
    names = st.session_state[f"correlation:{dataset}:{table}:{place}:columns"]
    correlation = _correlations(dataset, table)[place]
    _put(dataset, table, place, correlation_matrix.with_columns(correlation, names))


def _matrix_changed(dataset: str, table: str, place: int, key: str) -> None:
    edits = session.new_edits(key)
    if edits is None:
        return
    correlation = _correlations(dataset, table)[place]
    names = correlation_matrix.names_of(correlation)
    for row, cells in edits.get("edited_rows", {}).items():
        for other, value in cells.items():
            number = float(value or 0.0)
            correlation = correlation_matrix.with_coefficient(
                correlation, names[int(row)], other, number
            )
    _put(dataset, table, place, correlation)


def _remove(dataset: str, table: str, place: int) -> None:
    found = _correlations(dataset, table)
    _keep(dataset, table, [*found[:place], *found[place + 1 :]])


def _correlations(dataset: str, table: str) -> list[Data]:
    return list(table_of(session.draft(dataset).data, table).get("correlations", []))


def _put(dataset: str, table: str, place: int, correlation: Data) -> None:
    found = _correlations(dataset, table)
    _keep(dataset, table, [*found[:place], correlation, *found[place + 1 :]])


def _keep(dataset: str, table: str, correlations: list[Data]) -> None:
    data = table_of(session.draft(dataset).data, table)
    # A matrix is drawn anew, so that the other half of it follows.
    keep(dataset, table, with_items(data, "correlations", correlations), {}, remount=True)
