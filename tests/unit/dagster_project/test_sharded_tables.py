"""Large tables are assets whose shards are steps, and a rerun makes only those that are missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from pyarrow import fs

from assets.outputs.shards import FAN_OUT_ROWS, Cut
from assets.outputs.store import OutputStore
from assets.schema.dataset import Dataset, dataset_from
from assets.schema.versions import VersionStore
from assets.settings import settings
from assets.tables.engine import Engine
from assets.tables.sharded.shards import OpenTable, make_shard, open_shards
from assets.workspace import Workspace, open_workspace
from dagster_project.expansion import dataset_definitions

pytestmark = pytest.mark.filterwarnings("ignore::dagster.BetaWarning")
ROWS = FAN_OUT_ROWS + 1
BIG = dataset_from(
    {
        "name": "telemetry",
        "tables": [
            {
                "name": "sensors",
                "rows": 50,
                "primary_key": ["id"],
                "columns": [{"name": "id", "type": "integer", "generator": {"kind": "sequence"}}],
            },
            {
                "name": "readings",
                "rows": ROWS,
                "columns": [{"name": "sensor", "type": "integer"}],
                "foreign_keys": [
                    {"columns": ["sensor"], "references": "sensors", "references_columns": ["id"]}
                ],
            },
        ],
    }
)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setenv("DATAFORGE_HOME", str(tmp_path))
    settings.cache_clear()
    yield open_workspace(str(tmp_path))
    settings.cache_clear()


def launch(workspace: Workspace, dataset: Dataset, config: dict | None = None) -> Counter[str]:
    """Materialise the dataset; say how often each step ran."""
    store, outputs = VersionStore(workspace.objects), OutputStore(workspace.filesystem)
    if dataset.name not in store.datasets():
        store.save(dataset, expected=None)
    definitions = dg.Definitions.merge(
        dataset_definitions(settings().home, dataset.name, dataset.version),
        dg.Definitions(resources={"outputs": outputs}, executor=dg.in_process_executor),
    )
    job = definitions.resolve_job_def(f"{dataset.name}_job")
    result = job.execute_in_process(run_config={"ops": config} if config else None)
    assert result.success
    steps = (event.step_key for event in result.all_events if event.is_step_success)
    return Counter(step.partition("[")[0] for step in steps if step is not None)


def test_each_shard_is_a_step_and_a_rerun_makes_the_missing_ones(workspace: Workspace) -> None:
    outputs = OutputStore(workspace.filesystem)
    earlier = OpenTable(BIG, "readings", outputs, "a run that was killed")
    token, missing = open_shards(earlier, lambda _: None)
    assert missing == list(range(Cut.of(ROWS).shards))
    assert 64 <= len(missing) <= 256
    half = OpenTable(BIG, "readings", outputs, "a run that was killed", token)
    for shard in (3, 4, 70):
        make_shard(half, shard, lambda _: None)

    steps = launch(workspace, BIG)
    assert steps["telemetry__readings.shard"] == len(missing) - 3
    manifest = outputs.manifest("telemetry", "readings")
    assert manifest is not None
    assert manifest.rows == ROWS

    again = launch(workspace, BIG)  # all is published: it is made anew, beside what readers see
    assert again["telemetry__readings.shard"] == len(missing)
    second = outputs.manifest("telemetry", "readings")
    assert second is not None
    assert second.content_hash == manifest.content_hash
    assert second.files[0].path.rpartition("/")[0] != token


def test_the_manifest_is_that_of_one_step(workspace: Workspace, tmp_path: Path) -> None:
    outputs = OutputStore(workspace.filesystem)
    opened = OpenTable(BIG, "readings", outputs, "run")
    token, missing = open_shards(opened, lambda _: None)
    table = OpenTable(BIG, "readings", outputs, "run", token)
    for shard in reversed(missing):  # in any order
        make_shard(table, shard, lambda _: None)
    engine = Engine(BIG)
    sharded = table.staging().publish(engine.schema("readings"))
    assert sorted(file.path for file in sharded.files) == [file.path for file in sharded.files]

    (tmp_path / "alone").mkdir()
    alone = OutputStore(fs.SubTreeFileSystem(str(tmp_path / "alone"), fs.LocalFileSystem()))
    identity = {"spec_version": "v", "table_hash": "h", "seed": 1}
    with alone.stage("telemetry", "readings", run_id="r", **identity) as staging:
        staging.write(engine.source("readings"), engine.schema("readings"))
        whole = staging.publish()
    assert whole.content_hash == sharded.content_hash
    assert [(f.rows, f.sha256) for f in whole.files] == [(f.rows, f.sha256) for f in sharded.files]


def test_a_launch_may_ask_for_few_rows(workspace: Workspace) -> None:
    steps = launch(workspace, BIG, {"telemetry__readings": {"config": {"rows": 10}}})
    assert steps["telemetry__readings.shard"] == 1
    manifest = OutputStore(workspace.filesystem).manifest("telemetry", "readings")
    assert manifest is not None
    assert manifest.rows == 10


@pytest.mark.parametrize("rows", [1, 5_000_000, 5_000_001, 10**7, 10**8, 10**9, 10**10, 10**12])
def test_large_tables_have_64_to_256_shards(rows: int) -> None:
    cut = Cut.of(rows)
    assert (1 if rows < FAN_OUT_ROWS else 64) <= cut.shards <= (1 if rows < FAN_OUT_ROWS else 256)
    covered = [part for shard in range(cut.shards) for part in cut.parts_of(shard)]
    assert covered == list(range(cut.parts))
    assert cut.rows_of(cut.parts - 1)[1] == rows
