"""Real processes race for one dataset, and are killed: no edit is lost, no head is torn."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assets.errors import ConflictError
from assets.schema.versions import VersionStore
from assets.workspace import open_workspace
from tests.fixtures.specs import shop

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
WRITERS, EDITS = 4, 12


def _write(home: str, writer: int, answers: multiprocessing.Queue[tuple[str, str]]) -> None:
    """Save EDITS different versions, each on the head of the moment; tell which landed."""
    store = VersionStore(open_workspace(home).objects)
    for edit in range(EDITS):
        dataset = shop().model_copy(update={"seed": 1_000 * (writer + 1) + edit})
        base = store.head("shop").version
        try:
            store.save(dataset, expected=base, author=f"writer {writer}")
        except ConflictError:
            answers.put(("conflict", dataset.version))
        else:
            answers.put(("landed", dataset.version))


def _race(home: str) -> tuple[int, int]:
    store = VersionStore(open_workspace(home).objects)
    store.save(shop(), expected=None)
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[tuple[str, str]] = context.Queue()
    writers = [
        context.Process(target=_write, args=(home, writer, answers)) for writer in range(WRITERS)
    ]
    for process in writers:
        process.start()
    told = [answers.get(timeout=120) for _ in range(WRITERS * EDITS)]
    for process in writers:
        process.join(timeout=30)
        assert process.exitcode == 0
    landed = {version for answer, version in told if answer == "landed"}
    history = store.head("shop").history
    assert {entry.version for entry in history[1:]} == landed
    assert len(history) == 1 + len(landed)
    assert [entry.parent for entry in history[1:]] == [entry.version for entry in history[:-1]]
    assert [entry.number for entry in history] == list(range(1, len(history) + 1))
    for entry in history:
        assert store.load("shop", entry.version).version == entry.version
    return len(landed), len(told) - len(landed)


def test_racing_writers_lose_no_edit_on_local_files(tmp_path: Path) -> None:
    landed, conflicts = _race(str(tmp_path))
    print(f"local files: {landed} landed, {conflicts} conflicts")
    assert landed >= EDITS  # at any moment somebody gets on


def test_racing_writers_lose_no_edit_on_s3(s3_bucket: str) -> None:
    landed, conflicts = _race(f"s3://{s3_bucket}/home")
    print(f"S3: {landed} landed, {conflicts} conflicts")
    assert landed >= 1


def test_one_of_many_creators_wins(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(4) as pool:
        answers = pool.starmap(_create, [(str(tmp_path), seed) for seed in range(16)])
    assert answers.count(True) == 1
    head = VersionStore(open_workspace(str(tmp_path)).objects).head("shop")
    assert head.number == 1
    assert head.version == shop().model_copy(update={"seed": answers.index(True)}).version


def _create(home: str, seed: int) -> bool:
    store = VersionStore(open_workspace(home).objects)
    try:
        store.save(shop().model_copy(update={"seed": seed}), expected=None)
    except ConflictError:
        return False
    return True


_ENDLESS = """
import sys
from assets.schema.versions import VersionStore
from assets.workspace import open_workspace
from tests.fixtures.specs import shop
store = VersionStore(open_workspace(sys.argv[1]).objects)
seed = int(sys.argv[2])
print("ready", flush=True)
while True:
    seed += 1
    base = store.head("shop").version
    store.save(shop().model_copy(update={"seed": seed}), expected=base)
"""


def test_killed_writers_leave_a_whole_head(tmp_path: Path) -> None:
    store = VersionStore(open_workspace(str(tmp_path)).objects)
    store.save(shop(), expected=None)
    root = Path(__file__).parents[2]
    for round_number in range(6):
        before = store.head("shop").number
        process = subprocess.Popen(
            [sys.executable, "-c", _ENDLESS, str(tmp_path), str(10**6 * (round_number + 1))],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(0.05 + 0.037 * round_number)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=10)
        process.stdout.close()
        head = store.head("shop")
        assert head.number >= before
        assert store.load("shop").version == head.version
        assert [entry.number for entry in head.history] == list(range(1, head.number + 1))
        store.save(shop().model_copy(update={"seed": round_number + 2}), expected=head.version)
    assert store.head("shop").number > 12
    assert store.datasets() == ["shop"]
