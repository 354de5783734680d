"""Processes killed at random moments while they write and publish."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pyarrow import fs

from assets.outputs.export import open_export
from assets.outputs.store import OutputStore

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(300)]
ROOT = Path(__file__).parents[2]
ROWS = 300_000
COMMON = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import pyarrow as pa
SCHEMA = pa.schema([("id", pa.int64()), ("run", pa.int64())])
def batches(run):
    for start in range(0, {ROWS}, 50_000):
        ids = pa.array(range(start, start + 50_000))
        yield pa.record_batch([ids, pa.array([run] * 50_000)], schema=SCHEMA)
folder, run = sys.argv[1], int(sys.argv[2])
"""
PUBLISH = """
from pyarrow import fs
from assets.outputs.store import OutputStore
store = OutputStore(fs.SubTreeFileSystem(folder, fs.LocalFileSystem()))
print("ready", flush=True)
while True:
    run += 1
    with store.stage("shop", "t", run_id=str(run), spec_version="v", table_hash="h", seed=1) as s:
        s.write(batches(run), SCHEMA)
        s.publish()
    print(run, flush=True)
"""
EXPORT = """
from pathlib import Path
from assets.outputs.export import ExportJob, export_tables
print("ready", flush=True)
while True:
    run += 1
    export_tables(Path(folder), [ExportJob("t", SCHEMA, batches(run))],
                  dataset="shop", spec_version="v", run_id=str(run), seed=1)
    print(run, flush=True)
"""


def kill_at_random_moments(
    script: str, folder: Path, check: Callable[[], int | None], *, times: int
) -> set[int]:
    """Start the script and kill it, ``times`` over, checking each time; the runs that were seen.

    Every other time it may publish once before, however slow the machine is.
    """
    chance = random.Random(7)
    seen: set[int] = set()
    for number in range(times):
        start = number * 1_000
        process = subprocess.Popen(
            [sys.executable, "-c", COMMON + script, str(folder), str(start)],
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        published = [start]
        if number % 2:
            published.append(int(process.stdout.readline()))
        time.sleep(chance.uniform(0.0, 0.6))
        process.kill()
        published += [int(line) for line in process.stdout.read().split()]
        finished = published[-1]
        process.stdout.close()
        process.wait()
        found = check()
        if found is not None:
            seen.add(found)
            if found > start:
                # the last that said so, or the one that was killed on its way to say so
                assert found - finished in (0, 1)
            else:
                assert finished == start
    return seen


def test_a_killed_run_leaves_the_whole_previous_or_the_whole_new_output(tmp_path: Path) -> None:
    store = OutputStore(fs.SubTreeFileSystem(str(tmp_path), fs.LocalFileSystem()))

    def check() -> int | None:
        if store.manifest("shop", "t") is None:
            return None
        rows = store.read("shop", "t").to_table()
        assert rows.num_rows == ROWS
        (run,) = set(rows["run"].unique().to_pylist())
        return int(run)

    seen = kill_at_random_moments(PUBLISH, tmp_path, check, times=9)
    assert len(seen) >= 3
    assert store.collect_garbage(older_than_seconds=3_600) == 0
    assert store.collect_garbage(older_than_seconds=0) > 0
    assert check() in seen
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len([path for path in left if path.suffix == ".parquet"]) == 1
    assert not [path for path in left if path.name.endswith(".tmp")]
    assert len(list((tmp_path / "outputs/shop/t").iterdir())) == 2


def test_a_killed_export_leaves_the_whole_previous_or_the_whole_new_folder(
    tmp_path: Path,
) -> None:
    def check() -> int | None:
        if not (tmp_path / "t").exists():
            return None
        rows = open_export(tmp_path)["t"].to_table()
        assert rows.num_rows == ROWS
        assert len(list((tmp_path / "t").glob("*.parquet"))) == 1
        (run,) = set(rows["run"].unique().to_pylist())
        return int(run)

    seen = kill_at_random_moments(EXPORT, tmp_path, check, times=9)
    assert len(seen) >= 3
    assert len([path for path in tmp_path.iterdir() if path.name.startswith(".")]) <= 1
