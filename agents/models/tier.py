"""What every model tier does, and the embedded one, which is deterministic and always there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from agents.outline import Outline
from agents.quantities.quantity import Reading
from assets.schema.dataset import Dataset


@dataclass(frozen=True)
class Task:
    """A prompt to outline. ``current`` is the dataset that it edits, ``thread`` who pays for it.

    ``check`` raises when the work was stopped; tiers call it between the steps of theirs.
    """

    thread: str
    text: str
    reading: Reading
    current: Dataset | None
    check: Callable[[], None]


class ModelTier(Protocol):
    """Makes outlines."""

    @property
    def name(self) -> str:
        """What it is called, for people."""

    def outline(self, task: Task) -> Outline:
        """The outline of a prompt. Raises ModelError when another tier should do it."""


@dataclass(frozen=True)
class EmbeddedTier:
    """The planner's own outline, from rules and the knowledge base."""

    plan: Callable[[str, Reading], Outline]
    name: str = "embedded"

    def outline(self, task: Task) -> Outline:
        """The outline of the planner; no model takes part."""
        task.check()
        return self.plan(task.text, task.reading)
