"""How many rows a table has: a number, or so many for each row of a parent."""

from __future__ import annotations

from typing import Any

import streamlit as st

from studio_ui import session
from studio_ui.components.column_editor import keep
from studio_ui.editing import parameters
from studio_ui.editing.tables import table_of

Data = dict[str, Any]
FIXED = "a number of their own"
START = {"kind": "integer", "min": 1, "max": 5}


def family_form(dataset: str, table: str) -> None:
    """The fields; draws nothing for a table without a foreign key to another one."""
    draft = session.draft(dataset)
    data = table_of(draft.data, table)
    parents = {_label(key): key for key in data.get("foreign_keys", []) if key["columns"]}
    parents = {label: key for label, key in parents.items() if key.get("references") != table}
    family = data.get("per_parent")
    if not parents and not family:
        return
    place = f"family:{dataset}:{table}"
    chosen = FIXED
    if family:
        keys = (label for label, key in parents.items() if key["columns"] == family["columns"])
        chosen = next(keys, FIXED)
    left, right = st.columns([2, 3], gap="medium")
    st.session_state[f"{place}:parent"] = chosen
    left.selectbox(
        "Rows are",
        [FIXED, *parents],
        key=f"{place}:parent",
        on_change=_parent_changed,
        args=(dataset, table, {label: key["columns"] for label, key in parents.items()}),
    )
    if family:
        st.session_state[f"{place}:count"] = count_text(family.get("count", START))
        right.text_input(
            "How many for each",
            key=f"{place}:count",
            help="A generator of whole numbers: kind: choice, values: [1, 2], weights: [3, 1]",
            on_change=_count_changed,
            args=(dataset, table),
        )


def count_text(count: Data | str) -> str:
    """The generator of the count on one line; as it was typed where it could not be read."""
    return count if isinstance(count, str) else parameters.to_text("", count)


def _label(key: Data) -> str:
    return f"for each row of {key.get('references')} ({', '.join(key['columns'])})"


def _parent_changed(dataset: str, table: str, columns: dict[str, list[str]]) -> None:
    label = st.session_state[f"family:{dataset}:{table}:parent"]
    data = table_of(session.draft(dataset).data, table)
    count = (data.get("per_parent") or {}).get("count", START)
    others = {field: value for field, value in data.items() if field != "per_parent"}
    if label != FIXED:
        others["per_parent"] = {"columns": columns[label], "count": count}
    keep(dataset, table, others, {}, remount=False)


def _count_changed(dataset: str, table: str) -> None:
    typed = st.session_state[f"family:{dataset}:{table}:count"]
    data = table_of(session.draft(dataset).data, table)
    count: Data | str
    try:
        count = parameters.from_text("", typed)
    except ValueError:
        count = typed  # the check of the spec says that it is no generator
    family = {**data["per_parent"], "count": count}
    keep(dataset, table, {**data, "per_parent": family}, {}, remount=False)
