"""A conversation as a screen shows it: its messages, and what can be done next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agents.events import ProposalReady
from agents.memory.message import Message
from agents.proposal import Proposal

if TYPE_CHECKING:
    from langgraph.types import StateSnapshot


@dataclass(frozen=True)
class Snapshot:
    """``messages`` are the oldest first, ``waiting`` is the proposal to accept or reject.

    ``version`` is the one of ``dataset`` that the conversation saved last. ``undoes`` and
    ``redoes`` are the numbers of the messages whose proposals the next undo takes away and the
    next redo brings back. ``is_resumable``: a step failed or was cut off, and can be gone on from.
    """

    messages: list[Message]
    waiting: ProposalReady | None = None
    dataset: str | None = None
    version: str | None = None
    undoes: int | None = None
    redoes: int | None = None
    is_resumable: bool = False

    @property
    def shown(self) -> Message | None:
        """The message with the proposal to look at: the one that waits or that a redo would bring
        back, else the newest."""
        having = [message for message in self.messages if message.proposal is not None]
        newest = having[-1] if having else None
        if self.waiting is not None or self.redoes is None:
            return newest
        undone = self.messages[self.redoes]
        return undone if undone.proposal is not None else newest


def snapshot_of(state: StateSnapshot) -> Snapshot:
    """The snapshot of the graph's state, which is empty before the first prompt."""
    values = state.values
    waiting = None
    if state.interrupts:
        proposal = Proposal.model_validate(values["proposal"])
        waiting = ProposalReady(proposal=proposal, base=values["base"])
    return Snapshot(
        messages=_messages(values),
        waiting=waiting,
        dataset=values.get("dataset"),
        version=values.get("version"),
        undoes=_next(values.get("back")),
        redoes=_next(values.get("forward")),
        is_resumable=bool(state.next) and not state.interrupts,
    )


def _messages(values: dict[str, Any]) -> list[Message]:
    outcomes, numbers = values.get("outcomes", {}), values.get("numbers", {})
    return [
        Message.model_validate(
            {**message, "outcome": outcomes.get(str(place)), "number": numbers.get(str(place))}
        )
        for place, message in enumerate(values.get("messages", []))
    ]


def _next(steps: list[Any] | None) -> int | None:
    return int(steps[-1]["at"]) if steps else None
