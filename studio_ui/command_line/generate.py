"""``dataforge generate``: a spec into files, without the studio."""

from __future__ import annotations

import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from assets.errors import InputError, NotFoundError
from studio_ui.command_line.printing import (
    human_bytes,
    print_json,
    print_lines,
    print_table,
    print_warnings,
    progress_bars,
)

if TYPE_CHECKING:
    from rich.progress import Progress

    from assets.outputs.export import ExportJob
    from assets.outputs.manifest import Manifest
    from assets.schema.dataset import Dataset
    from assets.tables.engine import Engine


class FileFormat(StrEnum):
    PARQUET = "parquet"
    CSV = "csv"
    JSONL = "jsonl"


def generate(
    spec: Annotated[Path, typer.Argument(help="A spec in YAML or JSON.", metavar="SPEC.yaml")],
    out: Annotated[Path, typer.Option("--out", help="The folder for the tables' folders.")],
    rows: Annotated[
        int | None, typer.Option("--rows", help="Rows of every table, in place of the spec's.")
    ] = None,
    table: Annotated[
        list[str] | None, typer.Option("--table", help="Only this table; may be repeated.")
    ] = None,
    row_range: Annotated[
        str | None,
        typer.Option("--range", help="Only rows A up to and without B.", metavar="A:B"),
    ] = None,
    file_format: Annotated[
        FileFormat, typer.Option("--format", help="The format of the files.")
    ] = FileFormat.PARQUET,
    seed: Annotated[int | None, typer.Option(help="A seed in place of the spec's.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Generate a spec's tables into DIR/TABLE/; earlier files are replaced only as a whole."""
    from assets.outputs.export import export_tables
    from assets.schema.formats import read_spec
    from assets.tables.engine import Engine
    from assets.tables.feasibility import require_feasible

    started = time.perf_counter()
    dataset = _with_options(read_spec(spec), rows, seed)
    names = _chosen(dataset, table)
    ranges = {name: _range(row_range, dataset.table(name).rows, name) for name in names}
    require_feasible(dataset, where=str(spec))
    engine = Engine(dataset)
    with progress_bars() as bars:
        manifests = export_tables(
            out,
            (_job(engine, name, *ranges[name], bars) for name in names),
            dataset=dataset.name,
            spec_version=dataset.version,
            run_id=str(uuid4()),
            seed=dataset.seed,
            format=file_format.value,
        )
    seconds = time.perf_counter() - started
    _report(manifests, _warnings(dataset, names, out), seconds, out, as_json)


def _with_options(dataset: Dataset, rows: int | None, seed: int | None) -> Dataset:
    from assets.schema.dataset import MAX_SEED

    if rows is not None:
        if rows < 1:
            raise InputError(f"--rows is {rows:,}", repair="ask for 1 row or more")
        dataset = dataset.with_rows(rows)
    if seed is not None:
        if not 0 <= seed <= MAX_SEED:
            raise InputError(f"--seed is {seed}", repair=f"use a number from 0 to {MAX_SEED}")
        dataset = dataset.model_copy(update={"seed": seed})
    return dataset


def _chosen(dataset: Dataset, wanted: list[str] | None) -> list[str]:
    names = [table.name for table in dataset.tables]
    for name in wanted or ():
        if name not in names:
            raise NotFoundError(
                f"there is no table {name!r}",
                where=dataset.name,
                repair=f"use {', '.join(names[:12])}{', …' if len(names) > 12 else ''}",
            )
    return [name for name in names if name in wanted] if wanted else names


def _range(text: str | None, rows: int, table: str) -> tuple[int, int]:
    if text is None:
        return 0, rows
    first, colon, last = text.partition(":")
    numbers = [first or "0", last or str(rows)]
    if not colon or not all(number.isdecimal() and number.isascii() for number in numbers):
        raise InputError(f"--range is {text!r}", repair="write two row numbers, such as 0:1000")
    start, stop = map(int, numbers)
    if not start < stop <= rows:
        raise InputError(
            f"--range {text} is not within the {rows:,} rows of {table}",
            repair=f"choose A below B, and B up to {rows}",
        )
    return start, stop


def _job(engine: Engine, name: str, start: int, stop: int, bars: Progress) -> ExportJob:
    from assets.outputs.export import ExportJob

    task = bars.add_task(name, total=stop - start)
    return ExportJob(
        table=name,
        schema=engine.schema(name),
        batches=engine.chunks(name, start, stop),
        table_hash=engine.dataset.table_hash(name),
        on_progress=lambda done: bars.update(task, completed=done),
    )


def _warnings(dataset: Dataset, names: list[str], out: Path) -> list[str]:
    """Tables that are referred to and are not in the folder."""
    missing: dict[str, str] = {}
    for name in names:
        for key in dataset.table(name).foreign_keys:
            if key.references not in names and not (out / key.references).is_dir():
                missing.setdefault(key.references, name)
    return [
        f"{child} refers to {parent}, which is not in {out}" for parent, child in missing.items()
    ]


def _report(
    manifests: list[Manifest], warnings: list[str], seconds: float, out: Path, as_json: bool
) -> None:
    rows = sum(manifest.rows for manifest in manifests)
    size = sum(manifest.bytes for manifest in manifests)
    if as_json:
        tables = [
            {"table": m.table, "rows": m.rows, "bytes": m.bytes, "files": len(m.files)}
            for m in manifests
        ]
        totals = {"rows": rows, "bytes": size, "seconds": round(seconds, 3)}
        print_json({"out": str(out), "tables": tables, **totals, "warnings": warnings})
        return
    print_warnings(warnings)
    print_table(
        ("table", "rows", "size", "files"),
        [(m.table, f"{m.rows:,}", human_bytes(m.bytes), len(m.files)) for m in manifests],
        numbers=frozenset({"rows", "size", "files"}),
    )
    counted = f"{len(warnings)} warning{'' if len(warnings) == 1 else 's'}"
    print_lines([f"{rows:,} rows, {human_bytes(size)} in {seconds:.1f} s to {out}, {counted}"])
