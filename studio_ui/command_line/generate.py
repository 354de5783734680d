"""``dataforge generate``: a spec into files, without the studio."""

from __future__ import annotations

import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast
from uuid import uuid4

import typer

from assets.errors import InputError
from studio_ui.command_line.append import append as append_rows
from studio_ui.command_line.printing import (
    human_bytes,
    print_json,
    print_lines,
    print_table,
    print_warnings,
    progress_bars,
)
from studio_ui.command_line.selection import (
    chosen_tables,
    export_jobs,
    row_range,
    with_options,
)

if TYPE_CHECKING:
    from assets.outputs.manifest import Format, Manifest, SingleFormat
    from assets.outputs.single_file import FileExport
    from assets.schema.dataset import Dataset
    from assets.tables.targets.scaling import Scaling


class FileFormat(StrEnum):
    PARQUET = "parquet"
    CSV = "csv"
    JSONL = "jsonl"
    SQL = "sql"
    COPY = "copy"
    AVRO = "avro"
    DELTA = "delta"
    DUCKDB = "duckdb"
    SQLITE = "sqlite"
    XLSX = "xlsx"


SINGLE = frozenset({FileFormat.DUCKDB, FileFormat.SQLITE, FileFormat.XLSX})


class Dialect(StrEnum):
    POSTGRES = "postgres"
    MYSQL = "mysql"
    SQLITE = "sqlite"
    DUCKDB = "duckdb"
    TSQL = "tsql"


def generate(
    spec: Annotated[Path, typer.Argument(help="A spec in YAML or JSON.", metavar="SPEC.yaml")],
    out: Annotated[Path, typer.Option("--out", help="The folder for the tables' folders.")],
    rows: Annotated[
        int | None, typer.Option("--rows", help="Rows of every table, in place of the spec's.")
    ] = None,
    table: Annotated[
        list[str] | None, typer.Option("--table", help="Only this table; may be repeated.")
    ] = None,
    rows_wanted: Annotated[
        str | None,
        typer.Option("--range", help="Only rows A up to and without B.", metavar="A:B"),
    ] = None,
    append: Annotated[
        int | None,
        typer.Option("--append", help="Add so many rows to each table of the folder.", metavar="N"),
    ] = None,
    file_format: Annotated[
        FileFormat | None,
        typer.Option("--format", help="The format of the files; parquet, unless told."),
    ] = None,
    dialect: Annotated[Dialect, typer.Option(help="The SQL of the format sql.")] = Dialect.POSTGRES,
    partition_by: Annotated[
        str | None,
        typer.Option(
            help="A column whose values become folders, in Hive's layout.", metavar="COLUMN"
        ),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="A seed in place of the spec's.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="Threads; all cores, unless told.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Generate a spec's tables into DIR/TABLE/, or into the one file DIR/DATASET.FORMAT.

    Earlier files are replaced only as a whole. With --append they stay, and new rows go into new
    files beside them: of each table that has a row count, or of those in --table.
    """
    from assets.outputs.export import export_tables
    from assets.outputs.scripts import write_load_script
    from assets.outputs.single_file import export_file
    from assets.schema.flaw_effects import without_broken_constraints
    from assets.schema.flaw_labels import with_label_tables
    from assets.schema.formats import read_spec
    from assets.tables.engine import Engine
    from assets.tables.feasibility import require_feasible
    from assets.tables.targets.scaling import scalings

    started = time.perf_counter()
    dataset = with_options(read_spec(spec), rows, seed)
    if append is not None:
        if rows_wanted is not None or partition_by is not None or file_format in SINGLE:
            raise InputError(
                "--append goes on as the files in the folder are",
                repair="leave out --range, --partition-by and the formats of one file; "
                "dataforge load --append adds rows to a database",
            )
        form = None if file_format is None else file_format.value
        append_rows(
            dataset,
            out,
            append,
            table,
            format=form,
            dialect=dialect.value,
            workers=workers,
            as_json=as_json,
        )
        return
    file_format = file_format or FileFormat.PARQUET
    names = chosen_tables(dataset, table)
    ranges = {name: row_range(rows_wanted, dataset.table(name).rows, name) for name in names}
    if file_format is FileFormat.COPY and dialect is not Dialect.POSTGRES:
        raise InputError("--format copy is PostgreSQL's", repair="leave --dialect out")
    if partition_by is not None and file_format is not FileFormat.PARQUET:
        raise InputError("--partition-by needs --format parquet", repair="leave one of them out")
    require_feasible(dataset, where=str(spec))
    engine = Engine(dataset)
    written, broken = without_broken_constraints(with_label_tables(dataset), names)
    relaxed = [f"{each}; left out of the SQL" for each in broken]
    with progress_bars() as bars:
        jobs = (job for name in names for job in export_jobs(engine, name, *ranges[name], bars))
        if file_format in SINGLE:
            kind = cast("SingleFormat", file_format.value)
            file = export_file(out, list(jobs), written, kind=kind, whole=rows_wanted is None)
            has_constraints = file_format is not FileFormat.XLSX
            done = _Summary.of_file(file, relaxed if has_constraints else [])
        else:
            manifests = export_tables(
                out,
                jobs,
                dataset=dataset.name,
                spec_version=dataset.version,
                run_id=str(uuid4()),
                seed=dataset.seed,
                format=cast("Format", file_format.value),
                dialect=dialect.value,
                partition_by=partition_by,
                workers=workers,
                appends=dataset.appends,
            )
            notes = _warnings(dataset, names, out)
            if file_format in (FileFormat.SQL, FileFormat.COPY):
                notes += relaxed
                notes += write_load_script(
                    out, written, manifests, dialect=dialect.value, whole=rows_wanted is None
                )
            done = _Summary.of_folders(manifests, out, notes)
    scaled = [each for each in scalings(dataset) if each.table in names]
    done.show(time.perf_counter() - started, scaled, as_json)


def _warnings(dataset: Dataset, names: list[str], out: Path) -> list[str]:
    """Tables that are referred to and are not in the folder."""
    missing: dict[str, str] = {}
    for name in names:
        for parent in dataset.table(name).parents:
            if parent not in names and not (out / parent).is_dir():
                missing.setdefault(parent, name)
    return [
        f"{child} refers to {parent}, which is not in {out}" for parent, child in missing.items()
    ]


class _Summary:
    """What was written, for people and for scripts."""

    def __init__(
        self, place: Path, size: int, tables: list[dict[str, Any]], warnings: list[str]
    ) -> None:
        self._place, self._size, self._tables, self._warnings = place, size, tables, warnings

    @classmethod
    def of_folders(cls, manifests: list[Manifest], out: Path, warnings: list[str]) -> _Summary:
        tables = [
            {"table": m.table, "rows": m.rows, "bytes": m.bytes, "files": len(m.files)}
            for m in manifests
        ]
        return cls(out, sum(m.bytes for m in manifests), tables, warnings)

    @classmethod
    def of_file(cls, file: FileExport, warnings: list[str]) -> _Summary:
        tables = [{"table": each.table, "rows": each.rows} for each in file.tables]
        return cls(file.path, file.bytes, tables, [*warnings, *file.notes])

    def show(self, seconds: float, scaled: list[Scaling], as_json: bool) -> None:
        rows = sum(each["rows"] for each in self._tables)
        if as_json:
            totals = {"rows": rows, "bytes": self._size, "seconds": round(seconds, 3)}
            print_json(
                {
                    "out": str(self._place),
                    "tables": self._tables,
                    **totals,
                    "warnings": self._warnings,
                    "scaled": [each.data() for each in scaled],
                }
            )
            return
        print_warnings(self._warnings)
        headers = {"table": "table", "rows": "rows", "bytes": "size", "files": "files"}
        print_table(
            [headers[key] for key in self._tables[0]],
            [[_shown(key, value) for key, value in each.items()] for each in self._tables],
            numbers=frozenset({"rows", "size", "files"}),
        )
        counted = f"{len(self._warnings)} warning{'' if len(self._warnings) == 1 else 's'}"
        size = human_bytes(self._size)
        print_lines(map(str, scaled))
        print_lines([f"{rows:,} rows, {size} in {seconds:.1f} s to {self._place}, {counted}"])


def _shown(key: str, value: Any) -> str:
    if key == "bytes":
        return human_bytes(value)
    return f"{value:,}" if isinstance(value, int) else str(value)
