"""What an agent proposes: a spec, the changes that lead to it, and why each part is there."""

from __future__ import annotations

from pydantic import Field

from agents.outline import Source
from agents.quantities.quantity import Quantity
from agents.words import Words
from assets.schema.base import SpecModel
from assets.schema.changes.kinds import Change
from assets.schema.dataset import Dataset


class Decision(SpecModel):
    """Why a part of the spec is as it is.

    ``subject`` is ``""`` for the dataset, ``"orders"``, ``"orders.status"`` or
    ``"orders -> customers"``; ``words`` are those of the prompt that it came from.
    """

    subject: str
    reason: str
    source: Source
    words: Words | None = None
    confidence: float = Field(default=1.0, ge=0, le=1)


class Proposal(SpecModel):
    """A proposed dataset. Nothing of it is in force before a person accepts it.

    ``changes`` lead from the current spec (None: nothing) to ``dataset``. ``understood`` are the
    quantities that the text states, ``not_understood`` the words that state one and were not used.
    ``questions`` are what the agent would ask before it is sure.
    """

    dataset: Dataset
    changes: list[Change]
    decisions: list[Decision]
    understood: list[Quantity] = []
    not_understood: list[Words] = []
    questions: list[str] = []
