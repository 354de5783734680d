"""The line above a table's editor: its name, rows and description; and its removal."""

from __future__ import annotations

from typing import Any

import streamlit as st

from studio_ui import session
from studio_ui.components.table_list import choose_table
from studio_ui.components.wording import literal
from studio_ui.editing.tables import referring_to, remove_table, rename_table, table_names, table_of

MAX_ROWS_FIELD = 10**15


def table_bar(dataset: str, table: str) -> None:
    """The fields. What is edited is in the draft before the screen is drawn again."""
    data = session.draft(dataset).data
    found = table_of(data, table)
    place = f"table:{dataset}:{table}"
    name, rows, description = st.columns([3, 2, 7], vertical_alignment="bottom", gap="small")
    st.session_state[f"{place}:name"] = table
    name.text_input("Table", key=f"{place}:name", on_change=_renamed, args=(dataset, table))
    count = session.draft(dataset).rows(table) or 0
    derived = "per_parent" in found
    st.session_state[f"{place}:rows"] = min(max(count, 0), MAX_ROWS_FIELD)
    rows.number_input(
        "Rows",
        min_value=0,
        max_value=MAX_ROWS_FIELD,
        step=max(1, 10 ** (len(str(count)) - 1)),
        key=f"{place}:rows",
        disabled=derived,
        help="They follow from the parents' rows: see “Keys and checks”" if derived else None,
        on_change=_set,
        args=(dataset, table, "rows"),
    )
    st.session_state[f"{place}:description"] = found.get("description", "")
    description.text_input(
        "Description",
        key=f"{place}:description",
        on_change=_set,
        args=(dataset, table, "description"),
    )


def remove_button(dataset: str, table: str) -> None:
    """A button that asks, and then removes the table."""
    data = session.draft(dataset).data
    with st.popover("Remove", icon=":material/delete:", type="tertiary", key="remove_table"):
        children = sorted({child for child, _ in referring_to(data, table)})
        st.markdown(f"Remove **{literal(table)}** from the dataset?")
        if children:
            st.caption(
                f"The foreign keys to it in {literal(', '.join(children))} go too; their columns "
                f"become plain ones."
            )
        is_last = len(data["tables"]) < 2
        st.button(
            "Remove table",
            type="primary",
            key=f"remove:{dataset}:{table}",
            disabled=is_last,
            help="A dataset has at least one table" if is_last else None,
            on_click=_remove,
            args=(dataset, table),
        )


def _set(dataset: str, table: str, field: str) -> None:
    value: Any = st.session_state[f"table:{dataset}:{table}:{field}"]
    draft = session.draft(dataset)
    tables = [
        {**found, field: value} if found.get("name") == table else found
        for found in draft.data["tables"]
    ]
    session.put_draft(draft.edited({**draft.data, "tables": tables}), remount=False)


def _renamed(dataset: str, table: str) -> None:
    name = st.session_state[f"table:{dataset}:{table}:name"].strip()
    draft = session.draft(dataset)
    others = [other for other in table_names(draft.data) if other != table]
    if not name or name in others:
        st.toast(
            f"There is another table {literal(name)}" if name else "A table needs a name",
            icon=":material/error:",
        )
        return
    session.put_draft(draft.edited(rename_table(draft.data, table, name)))
    choose_table(dataset, name)


def _remove(dataset: str, table: str) -> None:
    draft = session.draft(dataset)
    session.put_draft(draft.edited(remove_table(draft.data, table)))
