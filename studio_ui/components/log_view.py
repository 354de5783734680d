"""The log of a run, newest last."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from studio_ui.clients.dagster import LogLine
from studio_ui.components.wording import clock

SHOWN = 500
_TOLD = frozenset(
    {
        "RUN_ENQUEUED",
        "RUN_STARTING",
        "RUN_START",
        "RUN_SUCCESS",
        "RUN_FAILURE",
        "RUN_CANCELING",
        "RUN_CANCELED",
        "PIPELINE_ENQUEUED",
        "PIPELINE_STARTING",
        "PIPELINE_START",
        "PIPELINE_SUCCESS",
        "PIPELINE_FAILURE",
        "PIPELINE_CANCELING",
        "PIPELINE_CANCELED",
        "STEP_FAILURE",
        "ASSET_MATERIALIZATION",
    }
)


def log_view(lines: Sequence[LogLine], dataset: str, *, key: str) -> None:
    """What matters of the log, or all of it. Steps are called as their tables are."""
    everything = st.segmented_control(
        "Log",
        ["Log", "Everything"],
        default="Log",
        required=True,
        label_visibility="collapsed",
        key=key,
    )
    shown = [line for line in lines if everything == "Everything" or _is_told(line)]
    if not shown:
        st.caption("Nothing is logged yet.")
        return
    zone = st.context.timezone
    text = "\n".join(_text(line, dataset, zone) for line in shown[-SHOWN:])
    with st.container(height=300, border=False, autoscroll=True):
        st.code(text, language=None, wrap_lines=True)


def _is_told(line: LogLine) -> bool:
    return not line.event or line.event in _TOLD or line.level in ("WARNING", "ERROR", "CRITICAL")


def message_of(line: LogLine, dataset: str) -> str:
    """What a line says, after the name of its table."""
    message = " ".join(line.message.split()).removeprefix(
        f'Execution of step "{line.step}" failed. '
    )
    if not message:
        message = line.event.removeprefix("PIPELINE_").removeprefix("RUN_").capitalize()
    step = line.step.removeprefix(f"{dataset}__").replace("__checks", " checks")
    return f"{step}: {message}" if step and not message.startswith(f"{step}:") else message


def _text(line: LogLine, dataset: str, zone: str | None) -> str:
    level = "" if line.level in ("INFO", "DEBUG") else f"{line.level}  "
    return f"{clock(line.at, zone)}  {level}{message_of(line, dataset)}"
