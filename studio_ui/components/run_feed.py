"""What one browser tab knows of a run, and how it learns more: by asking for what is new."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from studio_ui.clients.backend import dagster
from studio_ui.clients.dagster import LogLine, Run

MAX_LINES = 5_000
PAGES_AT_ONCE = 5


@dataclass
class RunFeed:
    """A run as it was last seen. ``cursor`` is the place in its log up to which ``lines`` go."""

    run: Run | None = None
    lines: list[LogLine] = field(default_factory=list)
    cursor: str | None = None
    is_complete: bool = False

    def update(self, run_id: str) -> None:
        """Ask for the run and the new lines of its log.

        Raises BackendError when Dagster does not answer, NotFoundError for an unknown run.
        """
        if self.is_complete:
            return
        run = dagster().run(run_id)
        has_more = True
        for _ in range(PAGES_AT_ONCE):
            page = dagster().logs(run_id, self.cursor)
            self.lines = (self.lines + list(page.lines))[-MAX_LINES:]
            self.cursor = page.cursor
            has_more = page.has_more
            if not has_more:
                break
        self.run = run
        self.is_complete = run.status.is_finished and not has_more


def feed_of(run_id: str) -> RunFeed:
    """This tab's feed of a run; only the one of the run that is looked at is kept."""
    known: dict[str, RunFeed] = st.session_state.setdefault("run_feeds", {})
    for other in [other for other in known if other != run_id]:
        del known[other]
    return known.setdefault(run_id, RunFeed())
