"""The polymorphic keys of one table: their two columns, and the tables that they refer to."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from studio_ui import session
from studio_ui.components.column_editor import edit_grid, keep
from studio_ui.editing import polymorphic_keys
from studio_ui.editing.grid import GridEdits
from studio_ui.editing.tables import table_names, table_of

Data = dict[str, Any]


def polymorphic_form(dataset: str, table: str) -> None:
    """One line of fields and a grid a key. What is edited is in the draft before the screen is
    drawn again."""
    draft = session.draft(dataset)
    data = table_of(draft.data, table)
    keys = data.get(polymorphic_keys.FIELD, [])
    if keys:
        st.markdown("**Polymorphic keys** :gray[a column names the table, another one the row]")
    for place, key in enumerate(keys):
        _key(dataset, table, data, place, key)
    has_keys = bool(polymorphic_keys.single_keys(draft.data))
    st.button(
        "Add a polymorphic key",
        icon=":material/add:",
        key=f"add_polymorphic:{dataset}:{table}",
        disabled=not has_keys,
        help="Two columns are added for it"
        if has_keys
        else "It takes a table with a primary key of one column",
        on_click=_add,
        args=(dataset, table),
    )


def _key(dataset: str, table: str, data: Data, place: int, key: Data) -> None:
    prefix = f"polymorphic:{dataset}:{table}:{place}"
    fields, grid = st.columns([2, 3], gap="medium")
    free = polymorphic_keys.free_columns(data, key)
    with fields:
        sides = zip(("type_column", "id_column"), ("Type in", "Id in"), st.columns(2), strict=True)
        for field, label, side in sides:
            name = key.get(field, "")
            st.session_state[f"{prefix}:{field}"] = name
            side.selectbox(
                label,
                free if name in free else [*free, name],
                key=f"{prefix}:{field}",
                on_change=_changed,
                args=(dataset, table, place, field),
            )
        rate, remove = st.columns(2, vertical_alignment="bottom")
        st.session_state[f"{prefix}:null_rate"] = float(key.get("null_rate", 0.0))
        rate.number_input(
            "Null rate",
            min_value=0.0,
            max_value=1.0,
            step=0.05,
            format="%g",
            key=f"{prefix}:null_rate",
            help="The share of rows that belong to none",
            on_change=_changed,
            args=(dataset, table, place, "null_rate"),
        )
        remove.button(
            "Remove",
            icon=":material/delete:",
            type="tertiary",
            key=f"{prefix}:remove",
            help="Remove this key; its columns get generators of their own",
            on_click=_remove,
            args=(dataset, table, place),
        )
    with grid:
        st.markdown(":small[Refers to]")
        edit_grid(
            f"references_{place}",
            dataset,
            table,
            polymorphic_keys.reference_rows(key),
            partial(_references_changed, place),
            {
                "table": st.column_config.SelectboxColumn(
                    "Table", options=table_names(session.draft(dataset).data), required=True
                ),
                "column": st.column_config.TextColumn("Its column"),
                "type": st.column_config.TextColumn(
                    "Type", help="What the type column holds; the table's name unless told"
                ),
                "weight": st.column_config.NumberColumn(
                    "Weight", min_value=0, default=1.0, help="How often, beside the others"
                ),
            },
            max_rows=6,
        )


def _references_changed(
    place: int, dataset: str, table: str, edits: GridEdits, snapshot: Data
) -> None:
    draft = session.draft(dataset)
    current = table_of(draft.data, table)
    before = snapshot[polymorphic_keys.FIELD][place]
    single = polymorphic_keys.single_keys(draft.data)
    after = polymorphic_keys.with_references(before, edits, single)
    now = {**current[polymorphic_keys.FIELD][place], "references": after["references"]}
    # The grid is drawn anew, so that the column of a table that was chosen shows.
    keep(dataset, table, polymorphic_keys.with_key(current, place, now), {}, remount=True)


def _changed(dataset: str, table: str, place: int, field: str) -> None:
    value = st.session_state[f"polymorphic:{dataset}:{table}:{place}:{field}"]
    data = table_of(session.draft(dataset).data, table)
    key = {**data[polymorphic_keys.FIELD][place], field: value}
    if not key.get("null_rate"):
        key.pop("null_rate", None)
    keep(dataset, table, polymorphic_keys.with_key(data, place, key), {}, remount=True)


def _add(dataset: str, table: str) -> None:
    draft = session.draft(dataset)
    data = table_of(draft.data, table)
    keep(dataset, table, polymorphic_keys.with_new_key(draft.data, data), {}, remount=True)


def _remove(dataset: str, table: str, place: int) -> None:
    data = table_of(session.draft(dataset).data, table)
    keep(dataset, table, polymorphic_keys.without_key(data, place), {}, remount=True)
