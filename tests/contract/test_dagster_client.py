"""The Dagster client: its documents against Dagster's own schema, its errors against real HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import graphql
import pytest

from assets.errors import BackendError, NotFoundError
from assets.schema.dataset import dataset_from
from assets.tables.progress import Progress
from studio_ui.clients.dagster import (
    BackendDownError,
    BackendLoadingError,
    BackendState,
    DagsterClient,
    LogLine,
    Run,
    RunStatus,
    Step,
    TableStage,
    documents,
    reading,
    table_progress,
)


@pytest.fixture(scope="module")
def schema() -> graphql.GraphQLSchema:
    from dagster_graphql.schema import create_schema

    return graphql.build_schema(str(create_schema()), assume_valid=True)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", sorted(documents.ALL))
def test_each_document_fits_dagsters_schema(schema: graphql.GraphQLSchema, name: str) -> None:
    problems = graphql.validate(schema, graphql.parse(documents.ALL[name]))
    assert [problem.message for problem in problems] == []


@contextmanager
def answering(body: Any, status: int = 200) -> Iterator[DagsterClient]:
    """A client of a loopback server that gives one answer to everything."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        client = DagsterClient(f"http://127.0.0.1:{server.server_port}")
        try:
            yield client
        finally:
            client.close()
            server.shutdown()
            thread.join()


def launched(**answer: Any) -> dict[str, Any]:
    return {"data": {"launchPipelineExecution": answer}}


def test_nothing_answers() -> None:
    with answering({}) as client:
        pass
    stopped = DagsterClient("http://127.0.0.1:9")
    with pytest.raises(BackendDownError, match="nothing answers"):
        stopped.runs()
    assert stopped.backend().state is BackendState.DOWN
    stopped.close()
    client.close()


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_gateway_without_its_dagster_is_down(status: int) -> None:
    with answering({}, status) as client, pytest.raises(BackendDownError, match=str(status)):
        client.runs()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"<html>not Dagster</html>", 200),
        ([], 200),
        ({}, 200),
        ({"errors": [{"message": "Cannot query field"}]}, 400),
        ({}, 500),
    ],
)
def test_an_answer_that_is_none_is_a_refusal(body: Any, status: int) -> None:
    with answering(body, status) as client:
        with pytest.raises(BackendError, match="Dagster refused the request") as caught:
            client.runs()
        assert not isinstance(caught.value, BackendDownError | BackendLoadingError)
        assert client.backend().state is BackendState.BROKEN


def test_an_invalid_config_says_what_is_wrong() -> None:
    errors = [{"message": 'Invalid scalar at path root:ops:books:config:rows. Value "x"'}]
    body = launched(__typename="RunConfigValidationInvalid", errors=errors)
    with answering(body) as client, pytest.raises(BackendError, match="config:rows"):
        client.launch("shop", config={"books": {"rows": "x"}})


def test_a_location_that_is_away_is_loading() -> None:
    message = "dagster._core.errors.DagsterUserCodeUnreachableError: Could not reach user code"
    body = launched(__typename="InvalidSubsetError", message=message)
    with answering(body) as client, pytest.raises(BackendLoadingError, match="starting"):
        client.launch("shop")


def test_an_unknown_run_is_not_found() -> None:
    answer = {"__typename": "RunNotFoundError", "message": "Run x could not be found."}
    with answering({"data": {"runOrError": answer}}) as client, pytest.raises(NotFoundError):
        client.run("x")


def test_a_refusal_of_rights_is_a_refusal() -> None:
    body = launched(__typename="UnauthorizedError", message="Authorization failed")
    with answering(body) as client, pytest.raises(BackendError, match="Authorization failed"):
        client.launch("shop")


def location(answer: dict[str, Any]) -> dict[str, Any]:
    health = {"allDaemonStatuses": [{"daemonType": "QUEUED_RUN_COORDINATOR", "healthy": True}]}
    entry = {
        "__typename": "WorkspaceLocationEntry",
        "loadStatus": "LOADED",
        "versionKey": "1",
        "locationOrLoadError": answer,
    }
    return {
        "version": "1",
        "instance": {"daemonHealth": health},
        "workspaceLocationEntryOrError": entry,
    }


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ({"__typename": "RepositoryLocation"}, BackendState.READY),
        (
            {
                "__typename": "PythonError",
                "className": "DagsterUserCodeUnreachableError",
                "message": "Could not reach user code server",
            },
            BackendState.LOADING,
        ),
        (
            {"__typename": "PythonError", "className": "KeyError", "message": "KeyError: 'x'"},
            BackendState.BROKEN,
        ),
    ],
)
def test_the_states_of_the_code_location(answer: dict[str, Any], state: BackendState) -> None:
    with answering({"data": location(answer)}) as client:
        assert client.backend().state is state
    assert reading.backend(location(answer)).daemon_healthy


def test_addresses_for_a_browser() -> None:
    client = DagsterClient("http://dagster:3000/", public_url="https://studio.example/dagster/")
    assert client.run_url("abc") == "https://studio.example/dagster/runs/abc"
    assert client.asset_url("shop", "books") == "https://studio.example/dagster/assets/shop/books"
    client.close()


def test_progress_follows_steps_and_lines() -> None:
    column = {"name": "id", "type": "integer", "generator": {"kind": "sequence"}}
    names = ("made", "making", "waiting", "failed", "skipped", "sharded")
    tables = [{"name": name, "rows": 10, "columns": [column]} for name in names]
    dataset = dataset_from({"name": "d", "tables": tables})
    statuses = {
        "d__made": "SUCCESS",
        "d__made__checks": "SUCCESS",
        "d__making": "IN_PROGRESS",
        "d__making__checks": "",
        "d__waiting": "",
        "d__failed": "SUCCESS",
        "d__failed__checks": "FAILURE",
        "d__skipped": "SKIPPED",
        "d__sharded.plan": "SUCCESS",
        "d__sharded.shard[?]": "",
        "d__sharded.shard[000]": "SUCCESS",
        "d__sharded.shard[001]": "IN_PROGRESS",
        "d__sharded.publish": "",
    }
    now = reading._moment(1.0)
    assert now is not None
    steps = tuple(Step(key, status) for key, status in statuses.items())
    run = Run("r", "d", RunStatus.STARTED, now, now, None, steps=steps)
    told = [("making", 4_000, "d__making"), ("sharded", 6_000, "d__sharded.shard[001]")]
    told.append(("sharded", 3_000, "d__sharded.shard[000]"))
    lines = [
        LogLine(now, "INFO", str(Progress(table, done, 9_000)), step=step)
        for table, done, step in told
    ]
    found = {
        one.table: (one.stage, one.done, one.total) for one in table_progress(dataset, run, lines)
    }
    assert found == {
        "made": (TableStage.DONE, 10, 10),
        "making": (TableStage.MAKING, 4_000, 9_000),
        "waiting": (TableStage.WAITING, 0, 10),
        "failed": (TableStage.FAILED, 10, 10),
        "skipped": (TableStage.SKIPPED, 0, 10),
        "sharded": (TableStage.MAKING, 6_000, 9_000),
    }
