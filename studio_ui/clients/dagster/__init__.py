"""Dagster as the studio speaks to it: typed calls over its GraphQL API."""

from __future__ import annotations

from studio_ui.clients.dagster.client import DagsterClient
from studio_ui.clients.dagster.models import (
    AssetState,
    Backend,
    BackendState,
    CheckState,
    LogLine,
    LogPage,
    Run,
    RunStatus,
    ScheduleState,
    Step,
)
from studio_ui.clients.dagster.progress import TableProgress, TableStage, table_progress
from studio_ui.clients.dagster.transport import BackendDownError, BackendLoadingError

__all__ = [
    "AssetState",
    "Backend",
    "BackendDownError",
    "BackendLoadingError",
    "BackendState",
    "CheckState",
    "DagsterClient",
    "LogLine",
    "LogPage",
    "Run",
    "RunStatus",
    "ScheduleState",
    "Step",
    "TableProgress",
    "TableStage",
    "table_progress",
]
