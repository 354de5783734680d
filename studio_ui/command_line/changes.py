"""``dataforge changes``: what happens to a table after it was generated, as files of events."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from assets.errors import InputError
from studio_ui.command_line.printing import (
    human_bytes,
    print_json,
    print_lines,
    print_table,
    progress_bars,
)
from studio_ui.command_line.selection import chosen_tables, with_options

if TYPE_CHECKING:
    from assets.schema.dataset import Dataset


class EventFormat(StrEnum):
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    AVRO = "avro"


def changes(
    spec: Annotated[Path, typer.Argument(help="A spec in YAML or JSON.", metavar="SPEC.yaml")],
    table: Annotated[str, typer.Option("--table", help="The table that changes.")],
    out: Annotated[Path, typer.Option("--out", help="The folder for TABLE_changes/.")],
    events: Annotated[int, typer.Option("--events", help="How many events.")] = 1_000,
    first: Annotated[
        int,
        typer.Option(
            "--from", min=0, help="The first event; the folder ends before it.", metavar="E"
        ),
    ] = 0,
    files: Annotated[int, typer.Option("--files", min=1, max=100_000, help="Files.")] = 1,
    start: Annotated[
        datetime | None, typer.Option("--start", help="When event 0 may come, in UTC.")
    ] = None,
    rate: Annotated[
        float | None, typer.Option("--rate", help="Events an hour.", metavar="PER_HOUR")
    ] = None,
    file_format: Annotated[
        EventFormat, typer.Option("--format", help="The format of the files.")
    ] = EventFormat.JSONL,
    rows: Annotated[
        int | None, typer.Option("--rows", help="Rows of every table, in place of the spec's.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="A seed in place of the spec's.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Write the inserts, updates and deletes of a table, in the order of their time.

    Events begin with the table as generate makes it. Any range of them is made alone; with --from a
    folder that ends there goes on, with new files beside the old ones.
    """
    from assets.outputs.append import export_more
    from assets.outputs.identity import Identity
    from assets.outputs.job import ExportJob
    from assets.schema.formats import read_spec
    from assets.tables.change_streams.stream import SCHEMA, TableChanges
    from assets.tables.feasibility import require_feasible

    started = time.perf_counter()
    dataset = with_options(read_spec(spec), rows, seed)
    (table,) = chosen_tables(dataset, [table])
    dataset = _with_stream(dataset, table, start, rate)
    if not 1 <= files <= events:
        raise InputError(f"{events:,} events do not fill {files:,} files", repair="ask for others")
    require_feasible(dataset, where=str(spec))
    made = TableChanges(dataset, table, first + events)
    with progress_bars() as bars:
        task = bars.add_task(f"{table}_changes", total=events)
        job = ExportJob(
            table=f"{table}_changes",
            schema=SCHEMA,
            batches=made.source(first),
            table_hash=dataset.table_hash(table),
            on_progress=lambda done: bars.update(task, completed=done),
            cuts=[number * events // files for number in range(files)],
        )
        identity = Identity(
            dataset.name,
            job.table,
            file_format.value,
            dataset.version,
            job.table_hash,
            str(uuid4()),
            dataset.seed,
        )
        manifest = export_more(out, job, identity, before=first)
    seconds = time.perf_counter() - started
    written = manifest.files[-files:]
    size = sum(entry.bytes for entry in written)
    if as_json:
        listed = [{"file": entry.path, "events": entry.rows} for entry in written]
        totals: dict[str, Any] = {"events": events, "from": first, "bytes": size}
        print_json({"out": str(out / job.table), "files": listed, **totals})
        return
    print_table(
        ("file", "events"),
        [(entry.path, f"{entry.rows:,}") for entry in written[:20]],
        numbers=frozenset({"events"}),
    )
    print_lines([f"{events:,} events, {human_bytes(size)} in {seconds:.1f} s to {out / job.table}"])


def _with_stream(
    dataset: Dataset, table: str, start: datetime | None, rate: float | None
) -> Dataset:
    """The dataset with the options in the stream of its table. Raises SpecError."""
    from assets.schema.dataset import dataset_from

    data = dataset.model_dump(mode="json", exclude_defaults=True)
    own = next(each for each in data["tables"] if each["name"] == table)
    stream = own.setdefault("changes", {})
    if start is not None:
        moment = start if start.tzinfo is not None else start.replace(tzinfo=UTC)
        stream["start"] = moment.isoformat()
    if rate is not None:
        stream["per_hour"] = rate
    return dataset_from(data, where="--start and --rate") if stream else dataset
