"""The parts of the orchestrator on one machine: the workspace and the limits of the settings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from agents.memory.decisions import DecisionStore
from agents.memory.index import Index
from agents.memory.preferences import PreferenceStore
from agents.models.choose import choose_model
from agents.orchestrator.parts import Parts, Tables
from agents.outline import Outline
from agents.proposal import Proposal
from agents.quantities.quantity import Reading
from agents.questions.sql_agent import SqlAgent
from agents.schema.tiers import embedded_tier, language_tier
from agents.settings import agent_settings
from agents.working import check_stopped
from assets.outputs.store import OutputStore
from assets.query import QueryResult, query_outputs
from assets.schema.dataset import Dataset
from assets.schema.versions import VersionStore
from assets.settings import settings
from assets.workspace import open_workspace

FIRST = "An online bookshop with 100 customers"


class RulePlanner:
    """The planner of this project, loaded at its first use: it holds the knowledge base.

    The last proposal is kept: an agent tries the outline that it answers with.
    """

    def __init__(self) -> None:
        self._last: tuple[tuple[Outline, Reading, Dataset | None], Proposal] | None = None

    def warm_up(self) -> None:
        """Load the grammar, the knowledge base and the check, where nobody waits."""
        reading = self.read(FIRST)
        self.propose(self.outline(FIRST, reading), reading, None)

    def read(self, text: str) -> Reading:
        """The quantities of a text, dated today."""
        from agents.quantities import read

        return read(text, datetime.now(UTC).date())

    def outline(self, text: str, reading: Reading, current: Dataset | None = None) -> Outline:
        """The outline of a text by rules and the knowledge base."""
        from agents.knowledge.base import knowledge
        from agents.planner import outline

        return outline(text, knowledge(), reading, current)

    def propose(self, outline: Outline, reading: Reading, current: Dataset | None) -> Proposal:
        """The proposal of an outline, feasible or with questions."""
        from agents.planner import propose

        last, asked = self._last, (outline, reading, current)
        if last is not None and last[0] == asked:
            return last[1]
        made = propose(outline, reading, current)
        self._last = (asked, made)
        return made


class PublishedOutputs:
    """The published tables of a workspace, within the settings' limits."""

    def __init__(self, store: OutputStore) -> None:
        self._store = store

    def tables(self, dataset: str) -> Tables:
        """The published tables with their columns."""
        names = self._store.manifests(dataset)
        return {name: self._store.read(dataset, name).schema.names for name in names}

    def query(self, dataset: str, sql: str) -> QueryResult:
        """The result of one reading statement. Raises QueryError."""
        limits = settings()
        return query_outputs(
            self._store,
            dataset,
            sql,
            row_limit=limits.query_row_limit,
            timeout_seconds=limits.query_timeout_seconds,
            memory_limit=limits.query_memory_limit,
        )


def local_parts(index: Index, launch: Callable[[str], str] | None) -> Parts:
    """The parts that the settings ask for. Raises SettingsError for an unusable one."""
    workspace, planner = open_workspace(settings().home), RulePlanner()
    embedded, chat = embedded_tier(), choose_model(agent_settings(), index)
    return Parts(
        tier=embedded if chat is None else language_tier(chat),
        embedded=embedded,
        sql=None if chat is None or chat.is_planner else SqlAgent(chat),
        planner=planner,
        versions=VersionStore(workspace.objects),
        decisions=DecisionStore(workspace.objects),
        preferences=PreferenceStore(workspace.objects, index.user),
        outputs=PublishedOutputs(OutputStore(workspace.filesystem)),
        launch=launch,
        check=check_stopped,
    )
