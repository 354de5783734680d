"""The steps of a table that is made in shards: open a place, make each shard, publish them all."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from assets.outputs.shards import ShardedStaging
from assets.outputs.store import OutputStore
from assets.schema.dataset import Dataset
from assets.tables.engine import Engine
from assets.tables.feasibility import require_within_limits
from assets.tables.progress import Progress, every_second
from assets.tables.publish import Published, published


@dataclass(frozen=True)
class OpenTable:
    """A table whose shards are being made in the place that ``token`` names."""

    dataset: Dataset
    name: str
    outputs: OutputStore
    run_id: str
    token: str = ""

    def staging(self) -> ShardedStaging:
        """The place of the shards."""
        return self.outputs.shards(
            self.dataset.name,
            self.name,
            rows=self.dataset.table(self.name).rows,
            run_id=self.run_id,
            spec_version=self.dataset.version,
            table_hash=self.dataset.table_hash(self.name),
            seed=self.dataset.seed,
            token=self.token,
        )


def open_shards(table: OpenTable, say: Callable[[str], None]) -> tuple[str, list[int]]:
    """Check the spec and open the place. Returns its token, and the shards that are missing in it.

    Raises InfeasibleSpecError or OutputError.
    """
    require_within_limits(table.dataset)
    Engine(table.dataset)  # refuses what cannot be made before the first shard
    staging = table.staging()
    staging.open()
    missing = staging.missing()
    kept = staging.cut.shards - len(missing)
    if kept:
        say(f"{kept:,} of {staging.cut.shards:,} shards are there from an earlier run")
        say(str(Progress(table.name, staging.rows_done(), staging.cut.rows)))
    return staging.token, missing


def make_shard(table: OpenTable, shard: int, say: Callable[[str], None]) -> int:
    """Make one shard; ``say`` is told how far the whole table is. Returns the shard's rows.

    Raises GenerationError or OutputError.
    """
    engine, staging = Engine(table.dataset), table.staging()
    before = staging.rows_done()
    report = every_second(table.name, staging.cut.rows, say)
    rows = staging.write(
        shard,
        engine.source(table.name),
        engine.schema(table.name),
        on_progress=lambda done: report(before + done),
    )
    say(str(Progress(table.name, staging.rows_done(), staging.cut.rows)))
    return rows


def publish_shards(table: OpenTable, started: float, say: Callable[[str], None]) -> Published:
    """Publish the table; ``started`` is when the first step began.

    Shards that are missing are made here: Dagster's rerun of what failed leaves out those that a
    killed run had not begun. Raises GenerationError or OutputError.
    """
    engine, staging = Engine(table.dataset), table.staging()
    missing = staging.missing()
    if missing:
        say(f"{len(missing):,} of {staging.cut.shards:,} shards had no step: making them here")
    for shard in missing:
        make_shard(table, shard, say)
    manifest = staging.publish(engine.schema(table.name))
    return published(engine, manifest, table.outputs, time.time() - started)
