"""Speed and memory of every format: ``python -m tests.benchmarks.formats``.

Each figure is of a process of its own that generates the benchmark's table of customers and writes
it through the product's own export or load.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import get_args

from rich.console import Console
from rich.table import Table

from assets.outputs.databases import LoadOptions, load_tables
from assets.outputs.export import ExportJob, export_tables
from assets.outputs.manifest import Format, SingleFormat
from assets.outputs.single_file import export_file
from assets.schema.dataset import Dataset
from assets.schema.formats import read_spec
from assets.tables.engine import Engine
from tests.benchmarks.figures import peak_megabytes

SPEC = Path(__file__).with_name("customers.yaml")
TABLE = "customers"
LOADS = ("load sqlite", "load duckdb")
PARTITIONED = "parquet by store_id"  # a column of 1,000 values
WAYS = (*get_args(Format), PARTITIONED, *get_args(SingleFormat), *LOADS)


class _Rows:
    """The table's batches, made anew whenever they are read."""

    def __init__(self, engine: Engine, rows: int) -> None:
        self._engine, self._rows = engine, rows

    def __iter__(self):  # type: ignore[no-untyped-def]  # tests are not checked
        return self._engine.chunks(TABLE, 0, self._rows)


def main() -> None:
    """Prints the figures, or, with --one, those of one way in this process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--url", help="a PostgreSQL database to load as well, with tables to make")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        sys.stdout.write(json.dumps(measure(options.one, options.rows)))
        return
    table = Table("format", box=None, pad_edge=False, header_style="bold")
    for header in ("rows/s", "MB", "peak MB"):
        table.add_column(header, justify="right")
    for way in [*WAYS, *([options.url] if options.url else [])]:
        figures = in_own_process(way, options.rows)
        name = "load postgresql" if way == options.url else way
        table.add_row(
            name, *(f"{figures[key]:,.0f}" for key in ("rows_per_second", "megabytes", "peak"))
        )
    Console(highlight=False).print(table)


def in_own_process(way: str, rows: int) -> dict[str, float]:
    """``measure`` in a process that does nothing else."""
    command = [sys.executable, "-m", "tests.benchmarks.formats", "--one", way, "--rows", str(rows)]
    result = subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=3_600, cwd=SPEC.parents[2]
    )
    figures: dict[str, float] = json.loads(result.stdout)
    return figures


def measure(way: str, rows: int) -> dict[str, float]:
    """Rows a second, megabytes written, and the peak memory of this process in megabytes."""
    dataset = read_spec(SPEC)
    tables = [
        table.model_copy(update={"rows": rows}) if table.name == TABLE else table
        for table in dataset.tables
    ]
    dataset = dataset.model_copy(update={"tables": tables})
    engine = Engine(dataset)
    engine.chunk(TABLE, 0, 1_000)
    job = ExportJob(TABLE, engine.schema(TABLE), _Rows(engine, rows))
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        write(way, job, dataset, Path(folder))
        seconds = time.perf_counter() - started
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    return {
        "rows_per_second": rows / seconds,
        "megabytes": size / 1e6,
        "peak": peak_megabytes(),
    }


def write(way: str, job: ExportJob, dataset: Dataset, folder: Path) -> None:
    """Write the job in one of the WAYS, or load it to the URL that ``way`` is."""
    if way in get_args(SingleFormat):
        export_file(folder, [job], dataset, kind=way)  # type: ignore[arg-type]  # it is one
    elif way in LOADS or "://" in way:
        kind = way.removeprefix("load ")
        url = way if "://" in way else f"{kind}:///{folder}/file.{kind}"
        load_tables(url, dataset, [job], LoadOptions(create=True))
    else:
        is_split = way == PARTITIONED
        export_tables(
            folder,
            [job],
            dataset=dataset.name,
            spec_version=dataset.version,
            run_id="benchmark",
            seed=dataset.seed,
            format="parquet" if is_split else way,  # type: ignore[arg-type]  # it is one
            partition_by="store_id" if is_split else None,
        )


if __name__ == "__main__":
    main()
