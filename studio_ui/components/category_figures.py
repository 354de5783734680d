"""The figure of each category of a target, in a grid to edit."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from studio_ui import session
from studio_ui.components.column_editor import ROW_HEIGHT, keep
from studio_ui.editing.tables import table_of, with_items
from studio_ui.editing.target_groups import categories, category_names, what_of, with_figures

Data = dict[str, Any]
_MOST_LINES = 10


def category_figures(dataset: str, table: str, place: int, target: Data) -> None:
    """The grid. A category without a figure stays as it is drawn."""
    draft, what, by = session.draft(dataset), what_of(target), str(target["by"])
    counts = categories(draft.dataset, table, by)
    given = target[what]
    names = category_names(table_of(draft.data, table), by)
    names += [name for name in given if name not in names]
    frame = pd.DataFrame(
        {
            by: names,
            "rows": [counts.get(name) for name in names],
            what: [given.get(name) for name in names],
        }
    ).astype({what: "float64"})
    key = f"figures:{dataset}:{table}:{place}:{session.grid_revision()}"
    st.data_editor(
        frame,
        key=key,
        hide_index=True,
        disabled=[by, "rows"],
        placeholder="as drawn",
        row_height=ROW_HEIGHT,
        height=(min(len(names), _MOST_LINES) + 1) * ROW_HEIGHT + 4,
        column_config={what: st.column_config.NumberColumn(f"{what}, exactly", format="localized")},
        on_change=_changed,
        args=(dataset, table, place, key, names),
    )


def _changed(dataset: str, table: str, place: int, key: str, names: list[str]) -> None:
    edits = session.new_edits(key)
    if edits is None:
        return
    data = table_of(session.draft(dataset).data, table)
    targets = list(data.get("targets", []))
    targets[place] = with_figures(targets[place], names, edits)
    keep(dataset, table, with_items(data, "targets", targets), {}, remount=True)
