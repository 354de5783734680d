"""What the graph is built from; each part can be another one in a test or on another platform."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from agents.memory.decisions import DecisionStore
from agents.memory.preferences import PreferenceStore
from agents.models.tier import ModelTier
from agents.outline import Outline
from agents.proposal import Proposal
from agents.quantities.quantity import Reading
from agents.questions.sql_agent import SqlAgent
from assets.query import QueryResult
from assets.schema.dataset import Dataset
from assets.schema.versions import VersionStore


class Planner(Protocol):
    """The deterministic half: what a text states, and what is proposed of an outline."""

    def read(self, text: str) -> Reading:
        """The quantities of a text."""

    def outline(self, text: str, reading: Reading, current: Dataset | None) -> Outline:
        """The outline of a text by rules, with the tables of ``current`` where it adds to them."""

    def propose(self, outline: Outline, reading: Reading, current: Dataset | None) -> Proposal:
        """The proposal of an outline."""


Tables = Mapping[str, Sequence[str]]
"""The columns of each table."""


class Outputs(Protocol):
    """What is published of a dataset, to be read alone."""

    def tables(self, dataset: str) -> Tables:
        """The published tables with their columns."""

    def query(self, dataset: str, sql: str) -> QueryResult:
        """The result of one reading statement. Raises QueryError."""


@dataclass(frozen=True)
class Parts:
    """``sql`` writes what no rule can; None where no language model is there.

    ``launch`` starts a run of a dataset and gives its id; None where nothing can start one.
    ``check`` raises when the work that it is called in was stopped.
    """

    tier: ModelTier
    embedded: ModelTier
    sql: SqlAgent | None
    planner: Planner
    versions: VersionStore
    decisions: DecisionStore
    preferences: PreferenceStore
    outputs: Outputs
    launch: Callable[[str], str] | None
    check: Callable[[], None]
