"""The supervisor: how it starts, what it refuses, what it repairs, and that nothing is left."""

from __future__ import annotations

import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from assets.outputs.store import OutputStore
from assets.schema.versions import VersionStore
from assets.workspace import open_workspace
from studio_ui.clients.dagster import BackendLoadingError, BackendState, RunStatus
from studio_ui.supervision.files import files_of
from tests.fixtures.studio import Studio, wait_until

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.timeout(300),
]


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    studio = Studio(tmp_path / "workspace")
    try:
        yield studio
    finally:
        if hasattr(studio, "process"):
            studio.end()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    studio = Studio(tmp_path_factory.mktemp("processes") / "workspace")
    try:
        yield studio.start_and_wait()
    finally:
        studio.end()


@pytest.fixture
def running(shared: Studio) -> Studio:
    """A studio that runs, for tests that leave it running or end it as a whole."""
    return shared if shared.process.poll() is None else shared.start_and_wait()


def test_a_second_studio_in_the_same_workspace_is_refused(running: Studio) -> None:
    second = Studio(running.home)
    second.start()
    assert second.process.wait(30) != 0
    second.client.close()
    assert (
        f"a studio runs in this workspace already at http://127.0.0.1:{running.studio_port} "
        f"(process {running.process.pid})" in second.said()
    )
    assert running.ready()


def test_a_dead_code_server_is_started_again(running: Studio) -> None:
    server = next(one for one in running.living() if "code-server" in one.cmdline())
    server.kill()
    wait_until(
        lambda: "The code server ended (signal SIGKILL); starting it again." in running.said()
    )
    wait_until(lambda: launches(running))
    run, _ = running.follow(running.client.runs("bookstore", limit=1)[0].run_id)
    assert run.status is RunStatus.SUCCESS


def test_a_damaged_spec_leaves_the_other_datasets_alone(running: Studio) -> None:
    workspace = open_workspace(str(running.home))
    store = VersionStore(workspace.objects)
    other = store.load("bookstore").model_copy(update={"name": "damaged"})
    head = store.save(other, expected=None)
    workspace.objects.put(f"specs/damaged/versions/{head.version}.json", b'{"name": "damaged"')
    running.client.refresh()
    assert running.ready()
    assert running.client.assets("bookstore")
    assert running.client.assets("damaged") == []
    log = (running.home / "logs" / "code-server.log").read_text(encoding="utf-8")
    assert f"The dataset damaged (version {head.version}) is left out" in log


def test_a_termination_ends_all_of_it(running: Studio) -> None:
    require_ended_by(running, signal.SIGTERM)


def require_ended_by(studio: Studio, number: signal.Signals) -> None:
    """The studio has said where it is, and the signal ends it without an error."""
    assert f"Studio   http://127.0.0.1:{studio.studio_port}" in studio.said()
    assert f"Dagster  http://127.0.0.1:{studio.dagster_port}" in studio.said()
    assert len(studio.living()) >= 5
    assert studio.stop(number) == 0
    assert studio.living() == []
    assert studio.client.backend().state is BackendState.DOWN


def test_an_interrupt_while_it_starts_ends_all_of_it(studio: Studio) -> None:
    studio.start()
    wait_until(lambda: len(studio.living()) >= 3, every=0.01)
    assert studio.stop() == 0
    assert studio.living() == []


def test_a_killed_supervisor_takes_everything_with_it_and_its_run_is_settled(
    studio: Studio,
) -> None:
    studio.start_and_wait()
    run_id = studio.client.launch("bookstore", ["authors"], {"authors": {"rows": 200_000_000}})
    wait_until(lambda: studio.client.run(run_id).status is RunStatus.STARTED)
    studio.stop(signal.SIGKILL)
    wait_until(lambda: studio.living() == [], seconds=45)

    studio.start_and_wait()
    assert studio.client.run(run_id).status.is_finished
    outputs = OutputStore(open_workspace(str(studio.home)).filesystem)
    assert outputs.manifest("bookstore", "authors") is None
    run, _ = studio.follow(studio.client.launch("bookstore", ["authors"]))
    assert run.status is RunStatus.SUCCESS
    assert studio.stop() == 0
    assert studio.living() == []


def test_an_interrupt_ends_the_run_too_and_a_removed_example_stays_away(studio: Studio) -> None:
    studio.start_and_wait()
    store = VersionStore(open_workspace(str(studio.home)).objects)
    assert store.datasets() == ["bookstore"]
    run_id = studio.client.launch("bookstore", ["authors"], {"authors": {"rows": 200_000_000}})
    wait_until(
        lambda: any(" of 200,000,000 rows" in n.message for n in studio.client.logs(run_id).lines)
    )
    require_ended_by(studio, signal.SIGINT)
    assert not list((studio.home / "outputs").glob("**/part-*"))

    store.remove("bookstore")
    files_of(open_workspace(str(studio.home))).socket.write_text("left by a killed studio")
    studio.start_and_wait()
    assert store.datasets() == []
    assert studio.client.assets("bookstore") == []
    assert studio.stop() == 0


def test_a_child_that_keeps_ending_ends_the_studio_with_its_last_words(studio: Studio) -> None:
    studio.start_and_wait()
    for times in range(1, 5):
        wait_until(lambda: any("studio_ui.server" in one.cmdline() for one in studio.living()))
        victim = next(one for one in studio.living() if "studio_ui.server" in one.cmdline())
        victim.kill()
        wait_until(
            lambda times=times: (
                studio.said().count("The studio ended") >= times
                or studio.process.poll() is not None
            )
        )
    assert studio.process.wait(30) != 0
    assert "the studio ended (signal SIGKILL); its log ends with:" in studio.said()
    assert studio.living() == []


@pytest.mark.parametrize("which", ["studio_port", "dagster_port"])
def test_a_taken_port_is_named_with_its_holder_and_the_repair(studio: Studio, which: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        setattr(studio, which, port)
        studio.start()
        assert studio.process.wait(30) != 0
    said = studio.said()
    assert re.search(rf"port {port} is taken by \S+ \(process {psutil.Process().pid}\)", said)
    assert f"DATAFORGE_{which.upper()}={port + 1}" in said
    assert studio.living() == []


def launches(studio: Studio) -> bool:
    """Whether a run could be launched; what else is said is that the location is loading."""
    try:
        studio.client.launch("bookstore", ["authors"])
    except BackendLoadingError:
        return False
    return True
