"""The tiers that can be measured: from a prompt to the dataset that the agents propose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from agents.models.tier import ModelTier
from assets.schema.dataset import Dataset

TODAY = date(2025, 6, 30)
"""The day that prompts are read on, so that ``the last two years`` is the same in every run."""

Proposer = Callable[[str], Dataset]


def embedded() -> Proposer:
    """The deterministic planner over the knowledge base."""
    from agents.schema.tiers import embedded_tier

    return _proposer(embedded_tier())


def local() -> Proposer:
    """The planner that asks the small model of this machine, which must have been pulled."""
    from agents.knowledge.base import knowledge
    from agents.models.choose import local_model
    from agents.schema.agent import SchemaAgent
    from agents.settings import agent_settings

    return _proposer(SchemaAgent(local_model(agent_settings()), knowledge))


def _proposer(tier: ModelTier) -> Proposer:
    """What the schema agent of a tier proposes, and the planner makes of it."""
    from agents.knowledge.base import knowledge
    from agents.models.tier import Task
    from agents.planner import outline, propose
    from agents.quantities import read

    def proposed(prompt: str) -> Dataset:
        reading = read(prompt, TODAY)
        draft = outline(prompt, knowledge(), reading)
        made = tier.outline(Task("evaluation", prompt, reading, draft))
        return propose(made, reading).dataset

    return proposed


TIERS: dict[str, Callable[[], Proposer]] = {"embedded": embedded, "local": local}
