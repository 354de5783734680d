"""The status of a run in words, with its colour and icon."""

from __future__ import annotations

from typing import Literal, NamedTuple

from studio_ui.clients.dagster import RunStatus

Colour = Literal["gray", "blue", "green", "red", "orange"]


class Look(NamedTuple):
    """How a status looks."""

    word: str
    icon: str
    colour: Colour


_LOOKS = {
    RunStatus.QUEUED: Look("Queued", ":material/schedule:", "gray"),
    RunStatus.NOT_STARTED: Look("Queued", ":material/schedule:", "gray"),
    RunStatus.MANAGED: Look("Queued", ":material/schedule:", "gray"),
    RunStatus.STARTING: Look("Starting", ":material/hourglass_top:", "blue"),
    RunStatus.STARTED: Look("Running", ":material/autorenew:", "blue"),
    RunStatus.SUCCESS: Look("Succeeded", ":material/check_circle:", "green"),
    RunStatus.FAILURE: Look("Failed", ":material/error:", "red"),
    RunStatus.CANCELING: Look("Cancelling", ":material/hourglass_bottom:", "orange"),
    RunStatus.CANCELED: Look("Cancelled", ":material/cancel:", "gray"),
}


def look(status: RunStatus) -> Look:
    """The word, icon and colour of a status."""
    return _LOOKS[status]
