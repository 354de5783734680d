"""What the targets of a table change: the mean that was drawn, and the one that is given."""

from __future__ import annotations

import streamlit as st

from assets.schema.dataset import Dataset
from studio_ui.clients.outputs import target_scalings
from studio_ui.components.column_editor import ROW_HEIGHT


def target_effects(dataset: Dataset | None, table: str) -> None:
    """A line for each column and category. Draws nothing for a dataset of which no rows can be
    made, or without targets; worked out again only when the table has changed."""
    if dataset is None or not dataset.table(table).targets:
        return
    key = (dataset.name, table, dataset.table_hash(table), dataset.table(table).rows)
    made = st.session_state.get("target_effects")
    if made is None or made[0] != key:
        made = (key, target_scalings(dataset, table))
        st.session_state["target_effects"] = made
    lines = [
        {
            "column": each.column,
            "of": f"{each.by} {each.category}" if each.by else "all rows",
            "mean as drawn": each.drawn,
            "mean as given": each.given,
            "scaled by": each.factor,
        }
        for each in made[1]
    ]
    st.markdown("**What they change** :gray[the drawn mean is that of a sample]")
    st.dataframe(
        lines,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=(min(len(lines), 8) + 1) * ROW_HEIGHT + 4,
        column_config={
            "mean as drawn": st.column_config.NumberColumn(format="%.6g"),
            "mean as given": st.column_config.NumberColumn(format="%.6g"),
            "scaled by": st.column_config.NumberColumn(format="× %.3g"),
        },
        key="target_effects_grid",
    )
