"""A server on loopback that answers the studio's GraphQL as a Dagster would."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from studio_ui.clients.dagster import documents

_NAMES = {" ".join(text.split()): name for name, text in documents.ALL.items()}


@dataclass
class LoopbackDagster:
    """What it answers may be changed while it runs; ``asked`` holds every request. It knows the
    ``version`` of every dataset, None: no dataset."""

    location: dict[str, Any] = field(default_factory=lambda: dict(READY))
    runs: dict[str, dict[str, Any]] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    refresh: dict[str, Any] = field(
        default_factory=lambda: {"__typename": "RefreshComponentStateSuccess"}
    )
    version: str | None = None
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    port: int = 0

    def add_run(self, run_id: str, status: str, steps: dict[str, str] | None = None) -> None:
        """A run of all tables of the shop; ``steps`` are the statuses of its steps."""
        began = time.time() - 5
        ended = began + 3 if status in ("SUCCESS", "FAILURE", "CANCELED") else None
        self.runs[run_id] = {
            "__typename": "Run",
            "runId": run_id,
            "jobName": "shop_job",
            "status": status,
            "creationTime": began,
            "startTime": began,
            "endTime": ended,
            "canTerminate": ended is None,
            "parentRunId": None,
            "tags": [],
            "assetSelection": None,
            "executionPlan": {"steps": [{"key": key} for key in steps or {}]},
            "stepStats": [
                {"stepKey": key, "status": state, "startTime": began, "endTime": ended}
                for key, state in (steps or {}).items()
                if state
            ],
        }

    def log(self, message: str, step: str = "", event: str | None = None) -> None:
        """A line of every run's log."""
        level = "ERROR" if event == "STEP_FAILURE" else "INFO"
        self.events.append(
            {
                "message": message,
                "timestamp": str(int(time.time() * 1_000)),
                "level": level,
                "stepKey": step or None,
                "eventType": event,
            }
        )

    def names(self) -> list[str]:
        """The names of the requests so far."""
        return [name for name, _ in self.asked]

    def answer(self, name: str, given: dict[str, Any]) -> dict[str, Any]:
        """The data of one request."""
        self.asked.append((name, given))
        unknown = {"__typename": "RunNotFoundError", "message": "no such run"}
        if name == "BACKEND":
            daemons = [{"daemonType": "QUEUED_RUN_COORDINATOR", "required": True, "healthy": True}]
            return {
                "version": "1.13",
                "instance": {"daemonHealth": {"allDaemonStatuses": daemons}},
                "workspaceLocationEntryOrError": self.location,
            }
        if name == "RUNS":
            return {"runsOrError": {"__typename": "Runs", "results": list(self.runs.values())}}
        if name == "RUN":
            return {"runOrError": self.runs.get(given["run"], unknown)}
        if name == "LOGS":
            start = int(given["cursor"] or 0)
            page = {"cursor": str(len(self.events)), "hasMore": False}
            page["events"] = self.events[start:]
            return {"logsForRun": {"__typename": "EventConnection", **page}}
        if name == "VERSION" and self.version is None:
            return {"pipelineOrError": {"__typename": "PipelineNotFoundError", "message": "none"}}
        if name == "VERSION":
            tag = {"key": "dataforge/spec_version", "value": self.version}
            return {"pipelineOrError": {"__typename": "Pipeline", "tags": [tag]}}
        if name == "LAUNCH":
            self.add_run("launched", "STARTED", {"shop__orders": "IN_PROGRESS"})
            launched = {"__typename": "LaunchRunSuccess", "run": {"runId": "launched"}}
            return {"launchPipelineExecution": launched}
        if name == "RERUN":
            self.add_run("again", "STARTED", {"shop__orders": "IN_PROGRESS"})
            launched = {"__typename": "LaunchRunSuccess", "run": {"runId": "again"}}
            return {"launchPipelineReexecution": launched}
        if name == "TERMINATE":
            self.runs[given["run"]]["status"] = "CANCELING"
            return {"terminateRun": {"__typename": "TerminateRunSuccess"}}
        if name == "REFRESH":
            return {"refreshComponentState": self.refresh}
        raise AssertionError(f"no answer to {name}")


READY = {
    "__typename": "WorkspaceLocationEntry",
    "loadStatus": "LOADED",
    "versionKey": "1",
    "locationOrLoadError": {"__typename": "RepositoryLocation"},
}
LOADING = {**READY, "loadStatus": "LOADING", "locationOrLoadError": None}
BROKEN = {
    **READY,
    "locationOrLoadError": {
        "__typename": "PythonError",
        "message": "no module named shop",
        "className": "ImportError",
        "errorChain": [],
    },
}


@contextmanager
def serving(dagster: LoopbackDagster) -> Iterator[LoopbackDagster]:
    """Serve on a free port, or on ``dagster.port`` where that is given, until left."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the name is http.server's
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name = _NAMES[" ".join(body["query"].split())]
            answer = json.dumps({"data": dagster.answer(name, body["variables"])}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", dagster.port), Handler)
    dagster.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield dagster
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
