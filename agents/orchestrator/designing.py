"""The nodes that make a proposal and put it into force once a person accepted it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, Literal

from langgraph.config import get_stream_writer
from langgraph.types import interrupt

from agents.events import Notice, ProposalReady, Stage, Token, ToolCall, ToolResult
from agents.memory.decisions import DecisionStore, Reasons
from agents.models.tier import Task
from agents.orchestrator.parts import Parts
from agents.orchestrator.reasons import carried
from agents.orchestrator.replies import agent_message, reply
from agents.orchestrator.state import State
from agents.outline import Outline
from agents.proposal import Decision, Proposal
from agents.quantities.quantity import Reading
from assets.errors import InputError, ModelError, NotFoundError
from assets.schema.changes.describe import describe
from assets.schema.changes.diff import diff
from assets.schema.changes.kinds import Change
from assets.schema.dataset import Dataset
from assets.schema.versions import VersionStore

AUTHOR = "chat"
MAX_MESSAGE = 200
MAX_LISTED = 6


class DesignNodes:
    """Outline, propose, review, then save or drop: nothing is saved before the review."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def outline_dataset(self, state: State) -> dict[str, Any]:
        """The outline of the prompt, by the embedded tier where the chosen one fails."""
        say, parts = get_stream_writer(), self._parts
        text = state["prompt"]
        say(Stage(name="outline", text="Reading what the prompt asks for"))
        _, current = _current(parts.versions, state)
        reading = self._read(text, current)

        def problems(outline: Outline) -> list[str]:
            try:
                parts.planner.propose(outline, reading, current)
            except InputError as error:
                return [str(error)]
            return []

        task = Task(
            state["thread"],
            text,
            reading,
            parts.planner.outline(text, reading, current),
            current,
            problems,
            say,
            parts.check,
        )
        say(ToolCall(name="outline", arguments={"model": parts.tier.name, "prompt": text}))
        try:
            outline = parts.tier.outline(task)
        except ModelError as error:
            if parts.tier.name == parts.embedded.name:
                raise
            say(Notice(text=f"{error} The built-in planner answers instead."))
            outline = parts.embedded.outline(task)
        parts.check()
        names = ", ".join(table.name for table in outline.tables) or "no tables"
        say(ToolResult(name="outline", text=names))
        return {"outline": outline.model_dump(mode="json")}

    def propose_dataset(self, state: State) -> dict[str, Any]:
        """The proposal of the outline; its changes start from the dataset's head."""
        say, parts = get_stream_writer(), self._parts
        parts.check()
        say(Stage(name="propose", text="Working out the changes and checking them"))
        head, current = _current(parts.versions, state)
        outline = Outline.model_validate(state["outline"])
        try:
            reading = self._read(state["prompt"], current)
            made = parts.planner.propose(outline, reading, current)
        except InputError as error:  # the prompt cannot be used: an earlier proposal waits on
            return self._nothing(state, str(error))
        if head is None or made.dataset.name != head.name:  # it is another dataset
            name = _free_name(parts.versions, made.dataset.name, current)
            made = made.model_copy(
                update={"dataset": made.dataset.model_copy(update={"name": name})}
            )
            head = None
        base = None if head is None else head.version
        changes = diff(head, made.dataset)
        is_other = current is None or made.dataset.name != current.name
        steps = [] if is_other else diff(current, made.dataset)
        if not changes or not (steps or is_other):
            words = "".join(f" Not used: “{words.text}”." for words in made.not_understood)
            text = " ".join(made.questions) or "This changes nothing: say what should be different."
            dropped = {"proposal": None} if steps else {}  # the dataset is as the prompt wants it
            return {**self._nothing(state, text + words), **dropped}
        earlier = _earlier(parts.decisions, state, made.dataset.name, base)
        decisions = [*carried(earlier, made), *made.decisions]
        made = made.model_copy(update={"changes": changes, "decisions": decisions})
        parts.check()
        say(ProposalReady(proposal=made, base=base))
        text = _summary(made, steps)
        say(Token(text=text))
        return {
            "proposal": made.model_dump(mode="json"),
            "proposed_at": len(state["messages"]),
            "base": base,
            "outline": None,
            "messages": [agent_message(text, proposal=made)],
            "outcomes": {str(len(state["messages"])): "waiting"},
        }

    def _nothing(self, state: State, text: str) -> dict[str, Any]:
        """A reply in place of a proposal; an earlier one that waits does so on."""
        still = {} if state.get("proposal") is None else {str(state["proposed_at"]): "waiting"}
        return {**reply(text), "outline": None, "outcomes": still}

    def _read(self, text: str, current: Dataset | None) -> Reading:
        """The quantities of a text, and for a new dataset what its user prefers beside them."""
        reading = self._parts.planner.read(text)
        return reading if current is not None else self._parts.preferences.get().applied(reading)

    def review_proposal(self, state: State) -> dict[str, Any]:  # noqa: ARG002 (as all nodes)
        """Waits for ``accept`` or ``reject``."""
        verdict = interrupt("review")
        return {"accepted": bool(verdict["accept"]), "reply": str(verdict["why"])}

    def save_version(self, state: State) -> dict[str, Any]:
        """The accepted proposal as the dataset's next version."""
        say, parts = get_stream_writer(), self._parts
        proposal = Proposal.model_validate(state["proposal"])
        base, dataset = state.get("base"), proposal.dataset
        if base is None:  # another conversation may have taken the name since
            name = _free_name(parts.versions, dataset.name, None)
            dataset = dataset.model_copy(update={"name": name})
        parts.check()
        say(Stage(name="save", text="Saving the next version"))
        message = state["prompt"][:MAX_MESSAGE]
        # First the reasons: whoever sees the new head finds them.
        parts.decisions.keep(
            dataset,
            Reasons(prompt=state["prompt"], thread=state["thread"], decisions=proposal.decisions),
        )
        head = parts.versions.save(dataset, expected=base, author=AUTHOR, message=message)
        same = state.get("dataset") == dataset.name
        back, at = state.get("back", []) if same else [], state["proposed_at"]
        if base is not None and base != head.version:
            back = [*back, {"version": base, "at": at}]
        return {
            **reply(f"Saved {dataset.name} as version {head.number}."),
            "dataset": dataset.name,
            "proposal": None,
            "outcomes": {str(at): "accepted"},
            "numbers": {str(at): head.number},
            "version": head.version,
            "back": back,
            "forward": [],
        }

    def drop_proposal(self, state: State) -> dict[str, Any]:
        """The rejected proposal is gone."""
        outcomes = {str(state["proposed_at"]): "rejected"}
        why = f" ({state['reply']})" if state["reply"] else ""
        return {
            **reply(f"Dropped{why}. Nothing was changed."),
            "proposal": None,
            "outcomes": outcomes,
        }


def proposed(state: State) -> Literal["review_proposal", "__end__"]:
    """Where a proposal goes: to its review, if there is one."""
    return "__end__" if state.get("proposal") is None else "review_proposal"


def reviewed(state: State) -> Literal["save_version", "drop_proposal"]:
    """Where a verdict leads."""
    return "save_version" if state["accepted"] else "drop_proposal"


def _current(versions: VersionStore, state: State) -> tuple[Dataset | None, Dataset | None]:
    """The dataset's head, and what the prompt edits: a proposal that waits goes before it."""
    waiting, name = state.get("proposal"), state.get("dataset")
    dataset = None if waiting is None else Proposal.model_validate(waiting).dataset
    if name is None:
        return None, dataset
    try:
        head = versions.load(name)
    except NotFoundError:  # it was removed since
        head = None
    return head, dataset or head


def _earlier(kept: DecisionStore, state: State, dataset: str, base: str | None) -> list[Decision]:
    """What led to the proposal that is replaced, or to the version that is changed, stays known."""
    waiting = state.get("proposal")
    if waiting is not None:
        return Proposal.model_validate(waiting).decisions
    reasons = None if base is None else kept.get(dataset, base)
    return [] if reasons is None else reasons.decisions


def _free_name(versions: VersionStore, name: str, current: Dataset | None) -> str:
    """The name, with a number where another dataset of the workspace has it already."""
    if current is not None and current.name == name:
        return name
    taken = set(versions.datasets())
    numbered = (f"{name}_{number}" for number in itertools.count(2))
    return name if name not in taken else next(each for each in numbered if each not in taken)


def _summary(proposal: Proposal, steps: Sequence[Change]) -> str:
    """What is proposed; ``steps`` are the changes that this prompt made, none for a new dataset."""
    tables = ", ".join(table.name for table in proposal.dataset.tables)
    name = proposal.dataset.name
    if steps:
        lines = [f"I propose {_count(len(steps), 'change')} to {name}:"]
        lines += [f"- {describe(step)}" for step in steps[:MAX_LISTED]]
        if len(steps) > MAX_LISTED:
            lines.append(f"- and {len(steps) - MAX_LISTED} more")
        lines.append("")
    else:
        lines = [f"I propose the dataset {name} with the tables {tables}."]
    if proposal.not_understood:
        words = ", ".join(f"“{words.text}”" for words in proposal.not_understood)
        lines.append(f"Not used: {words}.")
    return "\n".join([*lines, *proposal.questions, "Nothing changes until you accept it."])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
