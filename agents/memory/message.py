"""A message of a conversation, as its history shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from agents.events import ToolResult
from agents.proposal import Proposal
from assets.schema.base import SpecModel

Outcome = Literal["waiting", "accepted", "undone", "rejected", "replaced"]


class Message(SpecModel):
    """What a person or the agent said.

    ``proposal`` and its ``outcome`` stand with the message that made it, with the ``number`` of the
    version that it was saved as last; ``sql`` and ``result`` with the answer that was read with
    them; ``notices`` were shown on the way. ``trace`` is the id of the run that said it, where it
    was traced.
    """

    role: Literal["person", "agent"]
    text: str
    at: datetime
    proposal: Proposal | None = None
    outcome: Outcome | None = None
    number: int | None = None
    sql: str | None = None
    result: ToolResult | None = None
    notices: list[str] = []
    trace: str | None = None
