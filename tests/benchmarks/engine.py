"""Speed and memory of the table engine: ``make bench``.

Each figure is a ratio of two things measured in turn in one run, on one core, because machines are
noisy. "Ours" is generating the table and writing it as Parquet through the product's own export.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from assets.outputs.blocks import BLOCK_ROWS
from assets.outputs.export import ExportJob, export_tables
from assets.schema.dataset import Dataset
from assets.schema.formats import read_spec
from assets.tables.engine import Engine

SPEC = Path(__file__).with_name("customers.yaml")
TABLE = "customers"
ROUNDS = 5
FAKER_ROWS = 4_000
MEMORY_ROWS = (1_000_000, 20_000_000)


def main() -> None:
    """Prints the figures, or, with --peak, the peak memory of one export in this process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--peak", type=int, metavar="ROWS", help=argparse.SUPPRESS)
    parser.add_argument("--skip-memory", action="store_true", help="leave out the 20,000,000 rows")
    options = parser.parse_args()
    one_core()
    if options.peak:
        with tempfile.TemporaryDirectory() as folder:
            export(_dataset(options.peak), Path(folder))
        sys.stdout.write(f"{_peak_megabytes():.0f}\n")
        return
    figures = speed(options.rows)
    if not options.skip_memory:
        figures += memory()
    show(figures)


def one_core() -> None:
    """Keeps this process and Arrow's threads on one core."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    pa.set_cpu_count(1)


def speed(rows: int) -> list[tuple[str, str, str]]:
    """Rows a second, and the ratios to a bare Parquet write and to Faker."""
    dataset = _dataset(rows)
    engine = Engine(dataset)
    whole = pa.Table.from_batches(engine.chunks(TABLE))
    ours, bare = [], []
    with tempfile.TemporaryDirectory() as folder:
        export(_dataset(10_000), Path(folder) / "warm")
        for turn in range(ROUNDS):
            target = Path(folder) / str(turn)
            ours.append(_seconds(lambda target=target: export(dataset, target)))
            bare_file = target / "bare.parquet"
            bare.append(_seconds(lambda path=bare_file: _bare_write(whole, path)))
    ratio = median(a / b for a, b in zip(ours, bare, strict=True))
    rate = rows / median(ours)
    faker = FAKER_ROWS / _seconds(lambda: _faker_rows(FAKER_ROWS))
    return [
        ("rows a second, 12 columns", f"{rate:,.0f}", ""),
        ("time over the bare Parquet write", f"{ratio:.2f}", "≤ 1.5"),
        ("Faker row by row, rows a second", f"{faker:,.0f}", ""),
        ("speed over Faker row by row", f"{rate / faker:,.0f}", "≥ 250"),
    ]


def memory() -> list[tuple[str, str, str]]:
    """Peak memory of whole processes that export few and many rows."""
    peaks = [_peak_of(rows) for rows in MEMORY_ROWS]
    figures = [
        (f"peak memory at {rows:,} rows, MB", f"{peak:,.0f}", "< 600")
        for rows, peak in zip(MEMORY_ROWS, peaks, strict=True)
    ]
    return [*figures, ("many rows over few", f"{peaks[1] / peaks[0]:.2f}", "≤ 1.10")]


def export(dataset: Dataset, folder: Path) -> None:
    """Generates the table and publishes it as Parquet, as the command line does."""
    engine = Engine(dataset)
    job = ExportJob(TABLE, engine.schema(TABLE), engine.chunks(TABLE))
    export_tables(
        folder,
        [job],
        dataset=dataset.name,
        spec_version=dataset.version,
        run_id="benchmark",
        seed=dataset.seed,
    )


def show(figures: list[tuple[str, str, str]]) -> None:
    """The figures as a table."""
    table = Table("measure", box=None, pad_edge=False, header_style="bold")
    table.add_column("figure", justify="right")
    table.add_column("goal", justify="right")
    for figure in figures:
        table.add_row(*figure)
    Console(highlight=False).print(table)


def _dataset(rows: int) -> Dataset:
    dataset = read_spec(SPEC)
    tables = [
        table.model_copy(update={"rows": rows}) if table.name == TABLE else table
        for table in dataset.tables
    ]
    return dataset.model_copy(update={"tables": tables})


def _bare_write(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd", row_group_size=BLOCK_ROWS)


def _faker_rows(rows: int) -> list[tuple[object, ...]]:
    """The same columns as people make them with Faker: a call a value."""
    from faker import Faker

    fake = Faker("en_US")
    return [
        (
            row,
            fake.random_int(1, 1_000),
            fake.first_name(),
            fake.last_name(),
            fake.email(),
            fake.city(),
            fake.company(),
            fake.random_element(("active", "dormant", "closed")),
            fake.pydecimal(left_digits=4, right_digits=2, positive=True),
            fake.pyfloat(min_value=0, max_value=1),
            fake.date_between("-80y", "-18y") if fake.random_int(0, 9) else None,
            fake.date_time_between("-5y", "now"),
        )
        for row in range(rows)
    ]


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _peak_of(rows: int) -> float:
    command = [sys.executable, "-m", "tests.benchmarks.engine", "--peak", str(rows)]
    result = subprocess.run(command, capture_output=True, text=True, check=True, timeout=1_800)
    return float(result.stdout)


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000


if __name__ == "__main__":
    main()
