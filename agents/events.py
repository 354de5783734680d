"""What a conversation says while it works: typed events, in their order, as data."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from agents.proposal import Proposal
from assets.schema.base import Variant

StageName = Literal[
    "route", "outline", "propose", "review", "save", "undo", "redo", "query", "launch", "answer"
]


class Token(Variant):
    """A piece of the reply's text. The pieces joined are the text of the message in the history."""

    kind: Literal["token"] = "token"
    text: str


class Stage(Variant):
    """A step of the work began. ``text`` says it to a person."""

    kind: Literal["stage"] = "stage"
    name: StageName
    text: str


class ToolCall(Variant):
    """A tool is being used, such as ``query`` with its ``sql``, or ``outline`` with a prompt."""

    kind: Literal["tool_call"] = "tool_call"
    name: str
    arguments: dict[str, JsonValue]


class ToolResult(Variant):
    """What a tool gave: one line of ``text``, and ``rows`` of ``columns`` where it is a table."""

    kind: Literal["tool_result"] = "tool_result"
    name: str
    text: str
    columns: list[str] = []
    rows: list[list[JsonValue]] = []
    truncated: bool = False


class ProposalReady(Variant):
    """A proposal waits for accept or reject. ``base`` is the version that its changes start from,
    None for a new dataset."""

    kind: Literal["proposal_ready"] = "proposal_ready"
    proposal: Proposal
    base: str | None


class Notice(Variant):
    """Something worth knowing that stops nothing, such as another model tier taking over."""

    kind: Literal["notice"] = "notice"
    text: str


class Failed(Variant):
    """The work ended with an error; ``resumable``: ``resume`` goes on from the step that failed."""

    kind: Literal["failed"] = "failed"
    problem: str
    resumable: bool


class Done(Variant):
    """The last event, always. ``waiting``: a proposal waits. ``version`` is the one that was
    saved, ``run`` the run that was started."""

    kind: Literal["done"] = "done"
    status: Literal["finished", "waiting", "stopped", "failed"]
    dataset: str | None = None
    version: str | None = None
    run: str | None = None


Event = Annotated[
    Token | Stage | ToolCall | ToolResult | ProposalReady | Notice | Failed | Done,
    Field(discriminator="kind"),
]
