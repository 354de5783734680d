"""From a dataset to one published table."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assets.schema.dataset import Dataset
from assets.settings import settings
from assets.tables.engine import Engine
from assets.tables.feasibility import require_within_limits
from assets.tables.markdown import markdown
from assets.tables.progress import every_second

if TYPE_CHECKING:
    from assets.outputs.manifest import Manifest
    from assets.outputs.store import OutputStore

PREVIEW_ROWS = 10


@dataclass(frozen=True)
class Published:
    """A published table: its manifest, how long it took, its first rows as Markdown, and the
    manifest of its labels, where it has some."""

    manifest: Manifest
    seconds: float
    preview: str
    labels: Manifest | None = None

    @property
    def rows_per_second(self) -> int:
        return round(self.manifest.rows / max(self.seconds, 1e-6))


def publish_table(
    dataset: Dataset, name: str, outputs: OutputStore, *, run_id: str, say: Callable[[str], None]
) -> Published:
    """Make a table and publish it in place of the one before; ``say`` is told the progress.

    Whatever interrupts it leaves the output that was published before. Raises InfeasibleSpecError,
    GenerationError or OutputError.
    """
    started = time.monotonic()
    require_within_limits(dataset)
    engine = Engine(dataset)
    with outputs.stage(
        dataset.name,
        name,
        run_id=run_id,
        spec_version=dataset.version,
        table_hash=dataset.table_hash(name),
        seed=dataset.seed,
    ) as staging:
        report = every_second(name, dataset.table(name).rows, say)
        staging.write(engine.source(name), engine.schema(name), on_progress=report)
        manifest = staging.publish()
    return published(engine, manifest, outputs, time.monotonic() - started)


def published(
    engine: Engine, manifest: Manifest, outputs: OutputStore, seconds: float
) -> Published:
    """What there is to say of a table that was published just now; old files of it are removed."""
    dataset, table = manifest.dataset, manifest.table
    grace = settings().staging_grace_seconds
    outputs.collect_garbage(dataset, table, older_than_seconds=grace)
    labels = _publish_labels(engine, manifest, outputs)
    first = engine.chunk(table, 0, min(PREVIEW_ROWS, manifest.rows))
    rows = [list(row.values()) for row in first.to_pylist()]
    return Published(manifest, seconds, markdown(first.schema.names, rows), labels)


def _publish_labels(engine: Engine, table: Manifest, outputs: OutputStore) -> Manifest | None:
    """The labels of the flawed cells of a table, published beside it as an output of their own;
    None where none are asked for."""
    name = engine.dataset.table(table.table).labels_name
    if name is None:
        return None
    with outputs.stage(
        table.dataset,
        name,
        run_id=table.run_id,
        spec_version=table.spec_version,
        table_hash=table.table_hash,
        seed=table.seed,
    ) as staging:
        staging.write(engine.labels(table.table), engine.label_schema(table.table))
        manifest = staging.publish()
    grace = settings().staging_grace_seconds
    outputs.collect_garbage(table.dataset, name, older_than_seconds=grace)
    return manifest
