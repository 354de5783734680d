"""What Dagster tells the studio, typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class BackendState(StrEnum):
    """``ready``: runs can be launched. ``loading``: the code location starts or reloads.
    ``broken``: it cannot be loaded. ``down``: nothing answers."""

    READY = "ready"
    LOADING = "loading"
    BROKEN = "broken"
    DOWN = "down"


@dataclass(frozen=True)
class Backend:
    """How Dagster is. ``detail`` says what is wrong; ``daemon_healthy`` whether runs leave the
    queue; ``loaded_version`` changes with every reload of the code location."""

    state: BackendState
    detail: str = ""
    version: str = ""
    daemon_healthy: bool = False
    loaded_version: str = ""


class RunStatus(StrEnum):
    """Dagster's status of a run."""

    QUEUED = "QUEUED"
    NOT_STARTED = "NOT_STARTED"
    MANAGED = "MANAGED"
    STARTING = "STARTING"
    STARTED = "STARTED"
    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"
    CANCELING = "CANCELING"
    CANCELED = "CANCELED"

    @property
    def is_finished(self) -> bool:
        return self in (RunStatus.SUCCESS, RunStatus.FAILURE, RunStatus.CANCELED)


@dataclass(frozen=True)
class Step:
    """A step of a run. ``status`` is empty until it starts, then IN_PROGRESS, SUCCESS, FAILURE or
    SKIPPED."""

    key: str
    status: str
    started_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Run:
    """A run. ``tables`` are the slugs that it was launched for; empty means all of the dataset.

    ``steps`` is filled by ``DagsterClient.run`` and empty in lists.
    """

    run_id: str
    dataset: str
    status: RunStatus
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    tables: tuple[str, ...] = ()
    can_terminate: bool = False
    parent_run_id: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class CheckState:
    """An asset check and its last result: ``status`` is SUCCEEDED, FAILED, IN_PROGRESS,
    EXECUTION_FAILED, SKIPPED, or empty when it never ran; ``severity`` is ERROR or WARN."""

    name: str
    status: str
    severity: str = ""
    detail: str = ""


@dataclass(frozen=True)
class AssetState:
    """A table in Dagster. ``table`` is its slug, ``op`` the name of its step; ``rows``,
    ``materialised_at`` and ``run_id`` are those of the last materialisation."""

    dataset: str
    table: str
    op: str
    rows: int | None = None
    materialised_at: datetime | None = None
    run_id: str | None = None
    running_in: tuple[str, ...] = ()
    checks: tuple[CheckState, ...] = ()


@dataclass(frozen=True)
class LogLine:
    """A line of a run's log. ``step`` is empty for lines of the run; ``event`` is Dagster's event
    type, empty for what the code logged."""

    at: datetime
    level: str
    message: str
    step: str = ""
    event: str = ""


@dataclass(frozen=True)
class LogPage:
    """Lines after a cursor; pass ``cursor`` on to get those that follow."""

    lines: tuple[LogLine, ...]
    cursor: str
    has_more: bool


@dataclass(frozen=True)
class ScheduleState:
    """A dataset's schedule. ``next_at`` is its next tick when it is running."""

    name: str
    cron: str
    is_running: bool
    next_at: datetime | None = None
