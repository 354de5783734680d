"""The foreign keys, unique sets and checks of one table in grids to edit."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from studio_ui import session
from studio_ui.components.column_editor import edit_grid, keep
from studio_ui.components.family_form import family_form
from studio_ui.components.polymorphic_form import polymorphic_form
from studio_ui.components.wording import literal
from studio_ui.editing import key_grid
from studio_ui.editing.grid import GridEdits
from studio_ui.editing.tables import referring_to, table_names, table_of

Data = dict[str, Any]


def key_editor(dataset: str, table: str) -> None:
    """The grids. What is edited is in the draft before the screen is drawn again."""
    draft = session.draft(dataset)
    data = table_of(draft.data, table)
    family_form(dataset, table)
    st.markdown("**Foreign keys** :gray[several columns stand with commas between them]")
    edit_grid(
        "foreign_keys",
        dataset,
        table,
        key_grid.foreign_key_rows(data),
        partial(_take, "foreign_keys", key_grid.with_foreign_keys),
        {
            "columns": st.column_config.TextColumn("Columns", required=True, width=180),
            "references": st.column_config.SelectboxColumn(
                "Table", options=table_names(draft.data), required=True, width=180
            ),
            "references_columns": st.column_config.TextColumn(
                "Its columns", required=True, width=180
            ),
            "pick": st.column_config.SelectboxColumn(
                "Pick",
                options=key_grid.pick_options(),
                default="uniform",
                width=110,
                help=(
                    "uniform: every parent alike. zipf: a few have most. one_to_one: none twice. "
                    "tree: rows below earlier ones (its shape is in the YAML)"
                ),
            ),
            "exponent": st.column_config.NumberColumn(
                "Exponent", min_value=0.01, max_value=5, width=90, help="zipf only: how skewed"
            ),
            "null_rate": st.column_config.NumberColumn(
                "Null rate", min_value=0, max_value=1, default=0.0, width=90
            ),
        },
        max_rows=8,
    )
    children = referring_to(draft.data, table)
    if children:
        names = ", ".join(f"{literal(name)} ({literal(', '.join(c))})" for name, c in children[:12])
        st.caption(f"Referred to by {names}{' …' if len(children) > 12 else ''}")
    polymorphic_form(dataset, table)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.markdown("**Unique together** :gray[beside the primary key]")
        edit_grid(
            "unique",
            dataset,
            table,
            key_grid.unique_rows(data),
            partial(_take, "unique", key_grid.with_unique),
            {"columns": st.column_config.TextColumn("Columns", required=True)},
            max_rows=6,
        )
    with right:
        st.markdown("**Checks** :gray[SQL that holds for every row]")
        edit_grid(
            "checks",
            dataset,
            table,
            key_grid.check_rows(data),
            partial(_take, "checks", key_grid.with_checks),
            {
                "sql": st.column_config.TextColumn("SQL", required=True, width=320),
                "name": st.column_config.TextColumn("Name", width=160),
            },
            max_rows=6,
        )


def _take(
    field: str,
    change: Callable[[Data, GridEdits], Data],
    dataset: str,
    table: str,
    edits: GridEdits,
    snapshot: Data,
) -> None:
    # Only what this grid edits is taken: another grid may have changed the rest since.
    after = change(snapshot, edits)
    current = table_of(session.draft(dataset).data, table)
    others = {name: value for name, value in current.items() if name != field}
    table_now = {**others, **({field: after[field]} if field in after else {})}
    keep(dataset, table, table_now, {}, remount=False)
