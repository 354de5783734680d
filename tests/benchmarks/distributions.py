"""Every distribution against its theory at 1,000,000 rows, with moments and speed.

``python -m tests.benchmarks.distributions`` exits with 1 where a figure misses its goal.
"""

from __future__ import annotations

import argparse
import sys
import time

import numpy as np
from rich.console import Console
from rich.table import Table

from assets.schema.types import ColumnType
from assets.tables.engine import CHUNK_ROWS
from assets.tables.generators.base import Source, Target
from assets.tables.generators.registry import build_source
from assets.tables.randomness import Stream
from tests.benchmarks.figures import use_cores
from tests.fixtures.distributions import CASES, ROWS, SEED, Case, p_value

LEAST_P = 0.001
MOST_OFF = 0.01
ROUNDS = 3


def main() -> None:
    """Prints a line for each distribution."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    use_cores(1)
    table = Table("distribution", box=None, pad_edge=False, header_style="bold")
    table.columns[0].no_wrap = True
    for heading in ("p > 0.001", "mean off ≤ 1%", "variance ≤ 1%", "rows a second"):
        table.add_column(heading, justify="right")
    missed = [case.name for case in CASES if not _measure(case, options.seed, table)]
    Console(highlight=False).print(table)
    if missed:
        sys.exit(f"beyond a goal: {', '.join(missed)}")


def _measure(case: Case, seed: int, table: Table) -> bool:
    """Adds the line of one distribution; whether it meets the goals."""
    source = build_source(case.generator, Target(ColumnType("double")))
    chunks = [_draw(source, Stream(seed).fork(case.name)) for _ in range(ROUNDS)]
    values, seconds = chunks[0][0], min(taken for _, taken in chunks)
    found = p_value(case, values)
    mean = _off(float(values.mean()), case.mean)
    variance = _off(float(values.var()), case.variance)
    shown = [f"{off:.2%}" if off is not None else "" for off in (mean, variance)]
    table.add_row(case.name, f"{found:.3f}", *shown, f"{ROWS / seconds:,.0f}")
    return found > LEAST_P and max(mean or 0.0, variance or 0.0) <= MOST_OFF


def _draw(source: Source, stream: Stream) -> tuple[np.ndarray, float]:
    """The values, and the seconds that they took in chunks as the engine makes them."""
    started = time.perf_counter()
    chunks = [
        source.draw(stream, np.arange(first, min(first + CHUNK_ROWS, ROWS), dtype=np.uint64))
        for first in range(0, ROWS, CHUNK_ROWS)
    ]
    taken = time.perf_counter() - started
    return np.concatenate([chunk.cast("float64").to_numpy() for chunk in chunks]), taken


def _off(found: float, wanted: float | None) -> float | None:
    return None if wanted is None else abs(found / wanted - 1.0)


if __name__ == "__main__":
    main()
