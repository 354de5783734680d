"""Dagster's GraphQL API as the few calls that the studio needs."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from assets.errors import BackendError, NotFoundError
from assets.tables.addresses import asset_path, op_name
from studio_ui.clients.dagster import documents, reading
from studio_ui.clients.dagster.models import (
    AssetState,
    Backend,
    BackendState,
    LogPage,
    Run,
    RunStatus,
    ScheduleState,
)
from studio_ui.clients.dagster.transport import (
    BackendDownError,
    BackendLoadingError,
    Transport,
)

LOCATION = "dataforge"
VERSION_TAG = "dataforge/spec_version"
REPOSITORY = "__repository__"
STATE_KEY = "catalogue"
MAX_LOG_LINES = 1_000


class DagsterClient:
    """Speaks to the Dagster webserver at ``url``. May be used by many threads.

    Every call raises BackendDownError when nothing answers, BackendLoadingError while the code
    location starts, and BackendError when Dagster refuses; each says when it raises anything else.
    ``public_url`` is where a browser finds Dagster, when that is not ``url``.
    """

    def __init__(self, url: str, *, public_url: str = "", location: str = LOCATION) -> None:
        self._transport = Transport(url)
        self._public_url = (public_url or url).rstrip("/")
        self._location = location

    def close(self) -> None:
        self._transport.close()

    def backend(self) -> Backend:
        """How Dagster is. Never raises: that it is down is an answer."""
        try:
            data = self._transport.ask(documents.BACKEND, {"location": self._location})
        except BackendDownError as error:
            return Backend(BackendState.DOWN, str(error))
        except BackendError as error:
            return Backend(BackendState.BROKEN, str(error))
        return reading.backend(data)

    def wait_until_ready(self, seconds: float = 30.0) -> Backend:
        """The backend once it is ready. Raises BackendError when it is not within ``seconds``."""
        deadline = time.monotonic() + seconds
        while True:
            backend = self.backend()
            if backend.state is BackendState.READY:
                return backend
            if time.monotonic() >= deadline:
                raise BackendError(
                    f"Dagster is {backend.state} after {seconds:.0f} s: {backend.detail}",
                    where=self._transport.url,
                    repair="read the logs of the code server and the webserver",
                )
            time.sleep(0.2)

    def assets(self, dataset: str) -> list[AssetState]:
        """The tables of a dataset with their last materialisation and checks; empty when Dagster
        does not know the dataset (yet)."""
        group = {**self._repository(), "groupName": dataset}
        nodes = self._transport.ask(documents.ASSETS, {"group": group})["assetNodes"]
        keys = [node["assetKey"] for node in nodes]
        latest = self._transport.ask(documents.LATEST, {"keys": keys})["assetsLatestInfo"]
        return reading.assets(nodes, latest)

    def version(self, dataset: str) -> str | None:
        """The spec version of a dataset that Dagster has loaded, None where it does not know it."""
        selector = {**self._repository(), "pipelineName": f"{dataset}_job"}
        answer = self._transport.ask(documents.VERSION, {"selector": selector})
        try:
            job = self._transport.one_of(answer["pipelineOrError"], "Pipeline")
        except NotFoundError:
            return None
        return next((t["value"] for t in job["tags"] if t["key"] == VERSION_TAG), None)

    def launch(
        self,
        dataset: str,
        tables: Sequence[str] | None = None,
        config: Mapping[str, Mapping[str, Any]] | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> str:
        """Launch the dataset's job and return the run's id.

        ``tables`` are names of tables, None for all. ``config`` edits tables for this run: fields
        of a table's spec by the table's name, such as ``{"books": {"rows": 50}}``. Raises
        NotFoundError when Dagster does not know the dataset or a table.
        """
        ops = {
            op_name(dataset, table): {"config": dict(fields)}
            for table, fields in (config or {}).items()
        }
        selector: dict[str, Any] = {**self._repository(), "pipelineName": f"{dataset}_job"}
        if tables is not None:
            selector["assetSelection"] = [{"path": asset_path(dataset, name)} for name in tables]
        params = {
            "selector": selector,
            "mode": "default",
            "runConfigData": {"ops": ops} if ops else {},
            "executionMetadata": {
                "tags": [{"key": k, "value": v} for k, v in (tags or {}).items()]
            },
        }
        answer = self._transport.ask(documents.LAUNCH, {"params": params})
        return self._launched(answer["launchPipelineExecution"])

    def rerun_failed(self, run_id: str) -> str:
        """Run again what failed, and what waited for it; returns the new run's id.

        Raises NotFoundError for an unknown run.
        """
        params = {"parentRunId": run_id, "strategy": "FROM_FAILURE"}
        answer = self._transport.ask(documents.RERUN, {"params": params})
        return self._launched(answer["launchPipelineReexecution"])

    def run(self, run_id: str) -> Run:
        """A run with its steps. Raises NotFoundError."""
        data = self._transport.ask(documents.RUN, {"run": run_id})
        return reading.run(self._transport.one_of(data["runOrError"], "Run"))

    def runs(
        self,
        dataset: str | None = None,
        *,
        statuses: Sequence[RunStatus] = (),
        limit: int = 25,
        cursor: str | None = None,
    ) -> list[Run]:
        """Runs, newest first, of one dataset or all. ``cursor`` is the id of the last one seen."""
        wanted: dict[str, Any] = {"pipelineName": f"{dataset}_job"} if dataset else {}
        if statuses:
            wanted["statuses"] = [str(status) for status in statuses]
        variables = {"filter": wanted, "cursor": cursor, "limit": limit}
        data = self._transport.ask(documents.RUNS, variables)
        results = self._transport.one_of(data["runsOrError"], "Runs")["results"]
        return [reading.run(result) for result in results]

    def logs(self, run_id: str, cursor: str | None = None, limit: int = MAX_LOG_LINES) -> LogPage:
        """The lines of a run's log after ``cursor``. Raises NotFoundError for an unknown run."""
        variables = {"run": run_id, "cursor": cursor, "limit": limit}
        data = self._transport.ask(documents.LOGS, variables)
        return reading.log_page(self._transport.one_of(data["logsForRun"], "EventConnection"))

    def terminate(self, run_id: str, *, at_once: bool = False) -> None:
        """Ask a run to stop. ``at_once`` marks it as cancelled without asking its process, for a
        process that is known to be gone. A run that has finished is left as it is.

        Raises NotFoundError for an unknown run.
        """
        policy = "MARK_AS_CANCELED_IMMEDIATELY" if at_once else "SAFE_TERMINATE"
        data = self._transport.ask(documents.TERMINATE, {"run": run_id, "policy": policy})
        answer = data["terminateRun"]
        if (
            answer.get("__typename") == "TerminateRunFailure"
            and self.run(run_id).status.is_finished
        ):
            return
        self._transport.one_of(answer, "TerminateRunSuccess")

    def refresh(self) -> None:
        """Make Dagster load the head of every dataset; returns when it has (2 to 4 s).

        Raises BackendError when the code location cannot be loaded.
        """
        variables = {"location": self._location, "key": STATE_KEY}
        data = self._transport.ask(documents.REFRESH, variables, wait_for_reload=True)
        answer = data["refreshComponentState"]
        if answer.get("__typename") in ("RefreshComponentStateError", "PythonError"):
            self.reload()  # a location that could not be loaded has no component to refresh
            return
        self._transport.one_of(
            answer, "RefreshComponentStateSuccess", "RefreshComponentStateAccepted"
        )

    def reload(self) -> None:
        """Make Dagster load its code location anew. Raises BackendError when that fails."""
        data = self._transport.ask(
            documents.RELOAD, {"location": self._location}, wait_for_reload=True
        )
        entry = self._transport.one_of(data["reloadRepositoryLocation"], "WorkspaceLocationEntry")
        self._transport.one_of(entry["locationOrLoadError"], "RepositoryLocation")

    def schedule(self, dataset: str) -> ScheduleState:
        """The schedule of a dataset. Raises NotFoundError."""
        return reading.schedule(self._schedule(dataset))

    def start_schedule(self, dataset: str) -> None:
        """Start the daily schedule of a dataset. Raises NotFoundError."""
        answer = self._transport.ask(
            documents.START_SCHEDULE, {"schedule": self._schedule_selector(dataset)}
        )
        self._transport.one_of(answer["startSchedule"], "ScheduleStateResult")

    def stop_schedule(self, dataset: str) -> None:
        """Stop it. To be called before a dataset is removed. Raises NotFoundError."""
        state = self._schedule(dataset)["scheduleState"]
        answer = self._transport.ask(documents.STOP_SCHEDULE, {"id": state["id"]})
        self._transport.one_of(answer["stopRunningSchedule"], "ScheduleStateResult")

    def run_url(self, run_id: str) -> str:
        """Where Dagster shows a run."""
        return f"{self._public_url}/runs/{quote(run_id)}"

    def asset_url(self, dataset: str, table: str) -> str:
        """Where Dagster shows a table."""
        return f"{self._public_url}/assets/{'/'.join(map(quote, asset_path(dataset, table)))}"

    def launchpad_url(self, dataset: str) -> str:
        """Where Dagster edits a dataset's schema for one run."""
        return f"{self._public_url}/locations/{self._location}/jobs/{quote(dataset)}_job/playground"

    def lineage_url(self, dataset: str) -> str:
        """Where Dagster draws a dataset's tables and what refers to what."""
        return (
            f"{self._public_url}/locations/{self._location}/asset-groups/{quote(dataset)}/lineage"
        )

    def _launched(self, answer: dict[str, Any]) -> str:
        try:
            run = self._transport.one_of(answer, "LaunchRunSuccess")["run"]
        except NotFoundError:
            if self.backend().state is BackendState.LOADING:
                raise BackendLoadingError(
                    "the code location is loading", repair="try again in a few seconds"
                ) from None
            raise
        return str(run["runId"])

    def _repository(self) -> dict[str, str]:
        return {"repositoryLocationName": self._location, "repositoryName": REPOSITORY}

    def _schedule_selector(self, dataset: str) -> dict[str, str]:
        return {**self._repository(), "scheduleName": f"{dataset}_schedule"}

    def _schedule(self, dataset: str) -> dict[str, Any]:
        variables = {"schedule": self._schedule_selector(dataset)}
        data = self._transport.ask(documents.SCHEDULE, variables)
        return self._transport.one_of(data["scheduleOrError"], "Schedule")
