"""The supervisor's parts, with real processes, ports and files."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import yaml

from assets.errors import SettingsError
from assets.schema.versions import VersionStore
from assets.workspace import open_workspace
from studio_ui.settings import StudioSettings
from studio_ui.supervision.child import Child
from studio_ui.supervision.files import EXAMPLE, files_of, write_instance
from studio_ui.supervision.leftovers import MARK, end_all, marked
from studio_ui.supervision.lock import only_studio
from studio_ui.supervision.ports import require_free
from studio_ui.supervision.seed import seed_example

ROOT = Path(__file__).parents[3]
SLEEP = "import time; time.sleep(60)"


def child(tmp_path: Path, program: str, mark: str = "") -> Child:
    command = [sys.executable, "-c", program]
    return Child("sleeper", command, log=tmp_path / "logs" / "x.log", environment={MARK: mark})


def test_a_free_port_is_free_and_a_taken_one_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(SettingsError) as caught:
            require_free("127.0.0.1", port, "DATAFORGE_STUDIO_PORT")
    assert f"port {port} is taken by" in str(caught.value)
    assert f"(process {os.getpid()})" in str(caught.value)
    assert f"DATAFORGE_STUDIO_PORT={port + 1}" in str(caught.value)
    require_free("127.0.0.1", port, "DATAFORGE_STUDIO_PORT")


def test_an_address_that_is_not_ours_is_refused() -> None:
    with pytest.raises(SettingsError, match="DATAFORGE_HOST"):
        require_free("203.0.113.1", 8501, "DATAFORGE_STUDIO_PORT")


def test_one_studio_a_workspace(tmp_path: Path) -> None:
    lock = tmp_path / "studio.lock"
    refused = pytest.raises(SettingsError, match=r"already at http://127.0.0.1:8501 \(process")
    with (
        only_studio(lock, "http://127.0.0.1:8501"),
        refused,
        only_studio(lock, "http://127.0.0.1:8502"),
    ):
        pass
    with only_studio(lock, "http://127.0.0.1:8502"):
        pass


def test_a_child_is_stopped_and_its_log_kept(tmp_path: Path) -> None:
    sleeper = child(tmp_path, f"print('hello', flush=True); {SLEEP}")
    sleeper.start()
    while not sleeper.log.exists() or not sleeper.last_lines():
        time.sleep(0.01)
    assert sleeper.exit_code() is None
    sleeper.stop(5)
    assert sleeper.exit_code() == -15
    assert sleeper.last_lines() == ["hello"]


def test_a_child_that_will_not_stop_is_killed(tmp_path: Path) -> None:
    program = (
        f"import signal; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); {SLEEP}"
    )
    deaf = child(tmp_path, program)
    deaf.start()
    while not deaf.last_lines():
        time.sleep(0.01)
    deaf.stop(0.2)
    assert deaf.exit_code() == -9


def test_everything_with_the_mark_ends_grandchildren_too(tmp_path: Path) -> None:
    mark = str(tmp_path)
    program = (
        "import subprocess, sys; "
        f"subprocess.Popen([sys.executable, '-c', {SLEEP!r}], start_new_session=True); {SLEEP}"
    )
    parent = child(tmp_path, program, mark)
    parent.start()
    while len(marked(mark)) < 2:
        time.sleep(0.02)
    assert marked("another mark") == []
    assert marked(mark[:-1]) == []
    assert end_all(mark, grace_seconds=2) == 2
    assert marked(mark) == []
    parent.stop(0)


def test_the_watchdog_ends_what_a_killed_supervisor_leaves(tmp_path: Path) -> None:
    mark = str(tmp_path)
    supervisor = (
        "import subprocess, sys, time, os; "
        "subprocess.Popen([sys.executable, '-m', 'studio_ui.supervision.watchdog', sys.argv[1]], "
        "stdin=subprocess.PIPE, start_new_session=True); "
        f"subprocess.Popen([sys.executable, '-c', {SLEEP!r}], start_new_session=True, "
        f"env={{**os.environ, {MARK!r}: sys.argv[1]}}); {SLEEP}"
    )
    with subprocess.Popen([sys.executable, "-c", supervisor, mark], cwd=ROOT) as process:
        watchdogs: list[psutil.Process] = []
        while not (marked(mark) and watchdogs):
            children = psutil.Process(process.pid).children()
            watchdogs = [
                one for one in children if "studio_ui.supervision.watchdog" in one.cmdline()
            ]
            time.sleep(0.02)
        process.kill()
    deadline = time.monotonic() + 10
    while marked(mark) or watchdogs[0].is_running():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_example_is_seeded_once(tmp_path: Path) -> None:
    workspace = open_workspace(str(tmp_path))
    store = VersionStore(workspace.objects)
    assert seed_example(workspace, EXAMPLE)
    assert store.datasets() == ["bookstore"]
    store.remove("bookstore")
    assert not seed_example(workspace, EXAMPLE)
    assert store.datasets() == []


def test_a_workspace_with_datasets_is_not_seeded(tmp_path: Path) -> None:
    workspace = open_workspace(str(tmp_path))
    store = VersionStore(workspace.objects)
    seed_example(workspace, EXAMPLE)
    own = store.load("bookstore").model_copy(update={"name": "own"})
    other = open_workspace(str(tmp_path / "other"))
    VersionStore(other.objects).save(own, expected=None)
    assert not seed_example(other, EXAMPLE)
    assert VersionStore(other.objects).datasets() == ["own"]


def test_the_files_of_an_instance(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 100)
    files = files_of(open_workspace(str(deep)))
    write_instance(files)
    assert len(str(files.socket)) < 100
    assert files == files_of(open_workspace(str(deep)))
    workspace = yaml.safe_load(files.workspace_yaml.read_text())
    assert workspace["load_from"][0]["grpc_server"]["socket"] == str(files.socket)
    instance = yaml.safe_load((files.dagster_home / "dagster.yaml").read_text())
    assert instance["run_coordinator"]["config"]["dequeue_interval_seconds"] == 1
    assert instance["telemetry"] == {"enabled": False}


def test_the_cloud_instance_takes_its_secrets_from_the_environment() -> None:
    text = (ROOT / "dagster_project" / "instance" / "cloud.yaml").read_text(encoding="utf-8")
    instance = yaml.safe_load(text)
    database = instance["storage"]["postgres"]["postgres_db"]
    assert {tuple(value) for value in database.values()} == {("env",)}
    assert instance["run_launcher"]["class"] == "K8sRunLauncher"
    assert instance["run_retries"]["retry_on_asset_or_op_failure"] is False


def test_addresses_are_ones_that_can_be_opened() -> None:
    settings = StudioSettings(host="0.0.0.0", studio_port=1234, dagster_port=5678)
    assert settings.studio_address == "http://127.0.0.1:1234"
    assert settings.dagster_address == "http://127.0.0.1:5678"
    elsewhere = StudioSettings(dagster_url="http://dagster:3000")
    assert elsewhere.dagster_address == "http://dagster:3000"


def test_a_late_watchdog_spares_the_studio_that_was_started_since(tmp_path: Path) -> None:
    folder = str(tmp_path)
    earlier, later = (child(tmp_path, SLEEP, f"{folder}#{number}") for number in (1, 2))
    earlier.start()
    later.start()
    while len(marked(folder)) < 2:
        time.sleep(0.02)
    assert end_all(f"{folder}#1", grace_seconds=2) == 1
    assert later.exit_code() is None
    assert end_all(folder, grace_seconds=2) == 1
    assert marked(folder) == []
    for one in (earlier, later):
        one.stop(0)
