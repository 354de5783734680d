"""Which columns of categories have exact counts, and what these are."""

from __future__ import annotations

from typing import Any

import streamlit as st

from studio_ui import session
from studio_ui.components.column_editor import keep
from studio_ui.components.wording import literal
from studio_ui.editing.tables import table_of
from studio_ui.editing.target_groups import categories

Data = dict[str, Any]
_SHOWN = 6


def exact_counts_form(dataset: str, table: str) -> None:
    """The columns to choose; draws nothing for a table without a choice or boolean."""
    draft = session.draft(dataset)
    columns = table_of(draft.data, table).get("columns", [])
    counted = [each for each in columns if _kind(each) in ("choice", "boolean")]
    if not counted:
        return
    chosen = [each["name"] for each in counted if each["generator"].get("exact")]
    key = f"exact:{dataset}:{table}"
    st.session_state[key] = chosen
    left, right = st.columns([67, 44], vertical_alignment="bottom", gap="small")
    left.multiselect(
        "Columns whose categories have exact counts",
        [each["name"] for each in counted],
        key=key,
        placeholder="none: each row draws its own",
        on_change=_changed,
        args=(dataset, table),
    )
    with right:
        for name in chosen:
            counts = categories(draft.dataset, table, name)
            shown = " · ".join(f"{each} {rows:,}" for each, rows in list(counts.items())[:_SHOWN])
            more = " …" if len(counts) > _SHOWN else ""
            st.caption(f"**{literal(name)}** {literal(shown)}{more}")


def _kind(column: Data) -> str:
    return str((column.get("generator") or {}).get("kind", ""))


def _changed(dataset: str, table: str) -> None:
    wanted = st.session_state[f"exact:{dataset}:{table}"]
    data = table_of(session.draft(dataset).data, table)
    columns = []
    for column in data["columns"]:
        if _kind(column) in ("choice", "boolean"):
            others = {k: v for k, v in column["generator"].items() if k != "exact"}
            exact = {"exact": True} if column["name"] in wanted else {}
            column = {**column, "generator": {**others, **exact}}
        columns.append(column)
    keep(dataset, table, {**data, "columns": columns}, {}, remount=True)
