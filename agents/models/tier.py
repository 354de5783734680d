"""What every model tier does: a prompt, read by the planner before, becomes an outline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from agents.events import Event
from agents.outline import Outline
from agents.quantities.quantity import Reading
from assets.errors import ModelError
from assets.schema.dataset import Dataset


def _unsaid(event: Event) -> None:
    del event


def _unproblematic(outline: Outline) -> list[str]:
    del outline
    return []


def _unstopped() -> None:
    pass


@dataclass(frozen=True)
class Task:
    """A prompt to outline. ``draft`` is the planner's own outline of it, ``current`` the dataset
    that it edits, ``thread`` who pays for it.

    ``problems`` are why an outline cannot be made, none where it can; ``say`` tells the
    conversation what is done; ``check`` raises when the work was stopped, and tiers call it between
    the steps of theirs.
    """

    thread: str
    text: str
    reading: Reading
    draft: Outline
    current: Dataset | None = None
    problems: Callable[[Outline], list[str]] = _unproblematic
    say: Callable[[Event], None] = _unsaid
    check: Callable[[], None] = _unstopped


class ModelTier(Protocol):
    """Makes outlines."""

    @property
    def name(self) -> str:
        """What it is called, for people."""

    def outline(self, task: Task) -> Outline:
        """The outline of a prompt. Raises ModelError when another tier should do it."""


def model_error(model: str, what: str) -> ModelError:
    """The error of a model that does not do its work."""
    return ModelError(
        f"the model {model} {what}",
        repair="try again, or set DATAFORGE_LLM to another model",
    )
