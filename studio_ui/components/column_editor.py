"""The columns of one table in a grid to edit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from studio_ui import session
from studio_ui.editing.column_grid import edited, generator_options, rows_of
from studio_ui.editing.grid import GridEdits, Row, edited_rows
from studio_ui.editing.tables import replace_table, table_of

Data = dict[str, Any]
ROW_HEIGHT = 32
_EMPTY_TYPES = {"key": bool, "nullable": bool, "unique": bool, "null_rate": float}


def column_editor(dataset: str, table: str) -> None:
    """The grid. What is edited is in the draft before the screen is drawn again."""
    draft = session.draft(dataset)
    generators = generator_options()
    edit_grid(
        "columns",
        dataset,
        table,
        rows_of(table_of(draft.data, table)),
        _changed,
        {
            "name": st.column_config.TextColumn("Column", width=150, required=True),
            "type": st.column_config.TextColumn(
                "Type", width=116, help="As SQL writes it: integer, decimal(10,2), varchar(40)"
            ),
            "generator": st.column_config.SelectboxColumn(
                "Generator", width=130, options=generators, help="What fills the column"
            ),
            "parameters": st.column_config.TextColumn(
                "Parameters", width=250, help="Of the generator, such as min: 1, max: 100"
            ),
            "key": st.column_config.CheckboxColumn("Key", width=74, help="Part of the primary key"),
            "unique": st.column_config.CheckboxColumn(
                "Unique", width=90, help="No value stands twice"
            ),
            "nullable": st.column_config.CheckboxColumn(
                "Null", width=76, help="Whether NULL is allowed"
            ),
            "null_rate": st.column_config.NumberColumn(
                "Null rate", width=104, min_value=0, max_value=1, help="Share of NULLs, 0 to 1"
            ),
            "description": st.column_config.TextColumn("Description", width=260),
        },
    )


def edit_grid(
    name: str,
    dataset: str,
    table: str,
    rows: list[Row],
    on_change: Callable[[str, str, GridEdits, Data], None],
    columns: dict[str, Any],
    *,
    max_rows: int = 9,
) -> None:
    """A grid of ``rows`` whose rows can be edited, added and deleted.

    ``on_change(dataset, table, edits, snapshot)`` is called after each edit, with the table as it
    was when the grid was first drawn: Streamlit keeps edits as differences from that.
    """
    key = f"{name}:{dataset}:{table}:{session.grid_revision()}"
    snapshots: dict[str, tuple[Data, list[Row]]] = st.session_state.setdefault("snapshots", {})
    if key not in st.session_state or key not in snapshots:
        for old in [old for old in snapshots if old not in st.session_state]:
            del snapshots[old]
        session.forget_edits(key)
        snapshots[key] = (table_of(session.draft(dataset).data, table), rows)
    snapshot, shown = snapshots[key]
    frame = pd.DataFrame(shown, columns=list(columns))
    if not shown:
        frame = frame.astype({name: _EMPTY_TYPES.get(name, str) for name in columns})
    lines = min(len(rows), max_rows) + 2
    st.data_editor(
        frame,
        key=key,
        column_config=columns,
        num_rows="dynamic",
        hide_index=True,
        row_height=ROW_HEIGHT,
        placeholder="",
        height=lines * ROW_HEIGHT + 6,
        on_change=_edited,
        args=(dataset, table, key, snapshot, on_change),
    )


def _edited(
    dataset: str,
    table: str,
    key: str,
    snapshot: Data,
    on_change: Callable[[str, str, GridEdits, Data], None],
) -> None:
    edits = session.new_edits(key)
    if edits is not None:
        on_change(dataset, table, edits, snapshot)


def keep(dataset: str, table: str, after: Data, renamed: dict[str, str], *, remount: bool) -> None:
    """Put an edited table into the draft."""
    draft = session.draft(dataset)
    data = replace_table(draft.data, table, after, renamed)
    session.put_draft(draft.edited(data), remount=remount)


def _changed(dataset: str, table: str, edits: GridEdits, snapshot: Data) -> None:
    after, renamed = edited(snapshot, edits)
    typed = [row for _, row in edited_rows(rows_of(snapshot), edits)]
    keep(dataset, table, after, renamed, remount=bool(renamed) or typed != rows_of(after))
