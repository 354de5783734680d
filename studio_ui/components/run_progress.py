"""The tables of a run and how far each is."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from studio_ui.clients.dagster import TableProgress, TableStage
from studio_ui.components.wording import duration

SCROLL_FROM = 14
_WORDS = {
    TableStage.WAITING: "waiting",
    TableStage.MAKING: "making rows",
    TableStage.CHECKING: "checking",
    TableStage.DONE: "done",
    TableStage.FAILED: "failed",
    TableStage.SKIPPED: "skipped",
    TableStage.CANCELLED: "cancelled",
}
_IDLE = (TableStage.WAITING, TableStage.SKIPPED, TableStage.CANCELLED)


def run_progress(tables: Sequence[TableProgress]) -> None:
    """One line a table: its name, stage, bar, rows and seconds."""
    if not tables:
        st.caption("The tables appear when the run starts.")
        return
    lines = "".join(_line(table) for table in tables)
    with st.container(border=True, height=460 if len(tables) > SCROLL_FROM else "content"):
        st.html(f'<div class="run-tables">{lines}</div>')


def _line(table: TableProgress) -> str:
    name = escape(table.table)
    bar = "failed" if table.stage is TableStage.FAILED else "idle" if table.stage in _IDLE else ""
    rows = f"{table.done:,} of {table.total:,}"
    if table.stage is TableStage.DONE:
        rows = f"{table.total:,} rows"
    seconds = "" if table.seconds is None else duration(table.seconds)
    return (
        f'<div class="name" title="{name}">{name}</div>'
        f'<div class="{table.stage.value}">{_WORDS[table.stage]}</div>'
        f'<div class="bar {bar}"><i style="width:{table.share * 100:.1f}%"></i></div>'
        f'<div class="number">{rows}</div><div class="number">{seconds}</div>'
    )
