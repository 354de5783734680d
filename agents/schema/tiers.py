"""The schema agent of each model tier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.knowledge.base import knowledge
from agents.models.tier import ModelTier

if TYPE_CHECKING:
    from agents.models.calling import ChatModel


def embedded_tier() -> ModelTier:
    """The planner, which needs no account and is always there."""
    from agents.models.calling import ChatModel
    from agents.schema.agent import SchemaAgent
    from agents.schema.planner_model import PlannerModel

    return SchemaAgent(ChatModel(PlannerModel(), "embedded", is_planner=True), knowledge)


def language_tier(chat: ChatModel) -> ModelTier:
    """A language model, which falls back on nothing by itself."""
    from agents.schema.agent import SchemaAgent

    return SchemaAgent(chat, knowledge)
