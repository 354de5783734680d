"""The state of a conversation: plain data alone, so that any later version can read it."""

from __future__ import annotations

from operator import or_
from typing import Annotated, Any, TypedDict

from agents.memory.trimming import remember
from agents.orchestrator.intent import Intent


class Step(TypedDict):
    """A move to ``version``, which takes away or brings back the proposal of message ``at``."""

    version: str
    at: int


class State(TypedDict, total=False):
    """``messages`` are Messages as JSON, ``outcomes`` those of proposals by their message's number.

    ``proposal`` (a Proposal as JSON) is the one that waits, made from the version ``base``.
    ``back`` and ``forward`` are the steps to undo and to redo in ``dataset``, the next one last.
    ``numbers`` are those of the versions that proposals were saved as, by their message's number.
    """

    thread: str
    prompt: str
    dataset: str | None
    intent: Intent
    outline: dict[str, Any] | None
    proposal: dict[str, Any] | None
    proposed_at: int
    base: str | None
    accepted: bool
    reply: str
    version: str | None
    run: str | None
    back: list[Step]
    forward: list[Step]
    messages: Annotated[list[dict[str, Any]], remember]
    outcomes: Annotated[dict[str, str], or_]
    numbers: Annotated[dict[str, int], or_]
