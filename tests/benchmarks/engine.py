"""Speed of the table engine: one table of twelve columns, generated and written as Parquet."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

import pyarrow as pa
import pyarrow.parquet as pq

from assets.outputs.blocks import BLOCK_ROWS
from assets.tables.engine import Engine
from tests.benchmarks.customers import TABLE, customers, export
from tests.benchmarks.figures import Figure, Others, at_most, core_count, seconds, use_cores

ROUNDS = 5
SHORT_RUN = 10_000


def one_table(rows: int) -> float:
    """Rows a second of generating and writing the customers on the cores of this process."""
    dataset = customers(rows)
    with tempfile.TemporaryDirectory() as folder:
        return rows / seconds(lambda: export(dataset, Path(folder)))


def speed(rows: int, rounds: int = ROUNDS) -> list[Figure]:
    """Rows a second on one core, and the times over a bare write of the same table on one core.

    The three are measured in turn, and each figure is the median of the rounds.
    """
    dataset = customers(rows)
    use_cores(1)
    whole = pa.Table.from_batches(Engine(dataset).chunks(TABLE))
    one, two, bare, others = list[float](), list[float](), list[float](), Others()
    with tempfile.TemporaryDirectory() as folder:
        export(customers(SHORT_RUN), Path(folder) / "warm")
        for turn in range(rounds):
            target = Path(folder) / str(turn)
            one.append(seconds(lambda target=target: export(dataset, target / "one")))
            bare_file = target / "bare.parquet"
            bare.append(seconds(lambda path=bare_file: _bare_write(whole, path)))
            if core_count() > 1:
                use_cores(2)
                two.append(seconds(lambda target=target: export(dataset, target / "2", workers=2)))
                use_cores(1)
    figures = [
        Figure("taken of all cores by other programs meanwhile", f"{others.share():.0%}"),
        Figure("rows a second on one core, 12 columns", f"{rows / median(one):,.0f}"),
        at_most("time over the bare Parquet write, one core", _ratio(one, bare), 1.5),
    ]
    if two:
        figures.append(
            at_most("two cores over the bare write on one", _ratio(two, bare), 1.0),
        )
    else:
        figures.append(Figure("two cores over the bare write on one", "one core here", "≤ 1"))
    return figures


def _ratio(ours: list[float], theirs: list[float]) -> float:
    return median(a / b for a, b in zip(ours, theirs, strict=True))


def _bare_write(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd", row_group_size=BLOCK_ROWS)
