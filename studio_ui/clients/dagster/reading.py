"""From the JSON of Dagster's answers to the studio's models."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

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
from studio_ui.clients.dagster.transport import first_line

_RUN_COORDINATOR = "QUEUED_RUN_COORDINATOR"


def backend(data: dict[str, Any]) -> Backend:
    """The answer to BACKEND."""
    entry = data["workspaceLocationEntryOrError"]
    state, detail = _location(entry)
    daemons = data["instance"]["daemonHealth"]["allDaemonStatuses"]
    queue = [daemon for daemon in daemons if daemon["daemonType"] == _RUN_COORDINATOR]
    return Backend(
        state=state,
        detail=detail,
        version=str(data["version"]),
        daemon_healthy=all(daemon["healthy"] for daemon in queue),
        loaded_version=str((entry or {}).get("versionKey", "")),
    )


def assets(nodes: list[dict[str, Any]], latest: list[dict[str, Any]]) -> list[AssetState]:
    """The answers to ASSETS and LATEST."""
    running = {
        tuple(info["assetKey"]["path"]): tuple(info["inProgressRunIds"] + info["unstartedRunIds"])
        for info in latest
    }
    found = []
    for node in nodes:
        path = node["assetKey"]["path"]
        last = next(iter(node["assetMaterializations"]), None)
        found.append(
            AssetState(
                dataset=path[0],
                table=path[-1],
                op=next(iter(node["opNames"]), ""),
                rows=_rows(last) if last else None,
                materialised_at=_moment(float(last["timestamp"]) / 1_000) if last else None,
                run_id=last["runId"] if last else None,
                running_in=running.get(tuple(path), ()),
                checks=tuple(map(_check, node["assetChecksOrError"].get("checks", []))),
            )
        )
    return found


def run(data: dict[str, Any]) -> Run:
    """A run, with its steps where the answer has them."""
    stats = {step["stepKey"]: step for step in data.get("stepStats") or []}
    planned = [step["key"] for step in (data.get("executionPlan") or {}).get("steps", [])]
    steps = [_step(key, stats.get(key, {})) for key in dict.fromkeys([*planned, *stats])]
    return Run(
        run_id=data["runId"],
        dataset=data["jobName"].removesuffix("_job"),
        status=RunStatus(data["status"]),
        created_at=datetime.fromtimestamp(data["creationTime"], UTC),
        started_at=_moment(data["startTime"]),
        ended_at=_moment(data["endTime"]),
        tables=tuple(key["path"][-1] for key in data["assetSelection"] or []),
        can_terminate=data["canTerminate"],
        parent_run_id=data["parentRunId"],
        tags={tag["key"]: tag["value"] for tag in data["tags"]},
        steps=tuple(steps),
    )


def log_page(data: dict[str, Any]) -> LogPage:
    """The answer to LOGS."""
    lines = tuple(_line(event) for event in data["events"] if "message" in event)
    return LogPage(lines, data["cursor"], data["hasMore"])


def schedule(data: dict[str, Any]) -> ScheduleState:
    """The answer to SCHEDULE."""
    is_running = data["scheduleState"]["status"] == "RUNNING"
    ticks = data["futureTicks"]["results"]
    next_at = _moment(ticks[0]["timestamp"]) if ticks and is_running else None
    return ScheduleState(data["name"], data["cronSchedule"], is_running, next_at)


def _location(entry: dict[str, Any] | None) -> tuple[BackendState, str]:
    if entry is None:
        return BackendState.LOADING, "the code location is not known yet"
    if entry.get("__typename") != "WorkspaceLocationEntry":
        return BackendState.BROKEN, first_line(entry)
    found = entry["locationOrLoadError"]
    if entry["loadStatus"] == "LOADING" or found is None:
        return BackendState.LOADING, "the code location is loading"
    if found["__typename"] == "RepositoryLocation":
        return BackendState.READY, ""
    if "Unreachable" in str(found.get("className")):
        return BackendState.LOADING, "the code location is starting or restarting"
    return BackendState.BROKEN, first_line(found)


def _check(data: dict[str, Any]) -> CheckState:
    execution = data["executionForLatestMaterialization"] or {}
    evaluation = execution.get("evaluation") or {}
    return CheckState(
        name=data["name"],
        status=execution.get("status", ""),
        severity=evaluation.get("severity", ""),
        detail=evaluation.get("description") or "",
    )


def _rows(materialisation: dict[str, Any]) -> int | None:
    for entry in materialisation["metadataEntries"]:
        if entry["label"] == "dagster/row_count":
            return int(entry["intRepr"])
    return None


def _step(key: str, data: dict[str, Any]) -> Step:
    return Step(
        key, data.get("status") or "", _moment(data.get("startTime")), _moment(data.get("endTime"))
    )


def _line(event: dict[str, Any]) -> LogLine:
    error = event.get("error") or {}
    reason = (event.get("failureMetadata") or {}).get("description") or first_line(error)
    message = f"{event['message']} {reason}".strip() if reason else event["message"]
    return LogLine(
        at=datetime.fromtimestamp(float(event["timestamp"]) / 1_000, UTC),
        level=event["level"],
        message=message,
        step=event["stepKey"] or "",
        event=event["eventType"] or "",
    )


def _moment(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
