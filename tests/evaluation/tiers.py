"""The tiers that can be measured: from a prompt to the dataset that the agents propose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from assets.schema.dataset import Dataset

TODAY = date(2025, 6, 30)
"""The day that prompts are read on, so that ``the last two years`` is the same in every run."""

Proposer = Callable[[str], Dataset]


def embedded() -> Proposer:
    """The deterministic planner over the knowledge base."""
    from agents.knowledge.base import knowledge
    from agents.planner.outlining import outline
    from agents.planner.proposing import propose

    known = knowledge()

    def proposed(prompt: str) -> Dataset:
        from agents.quantities.reader import read

        reading = read(prompt, TODAY)
        return propose(outline(prompt, known, reading), reading).dataset

    return proposed


TIERS: dict[str, Callable[[], Proposer]] = {"embedded": embedded}
