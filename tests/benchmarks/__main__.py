"""Every bar of the table engine as one table: ``make bench``, with options in ``ARGS``.

Each figure is a ratio of two things measured in turn in one run, because machines are noisy.
"Ours" is generating the rows and writing them as Parquet through the product's own export. Exits
with 1 where a figure misses its goal.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from tests.benchmarks.engine import speed
from tests.benchmarks.far_rows import far_rows
from tests.benchmarks.figures import Figure, show, use_cores
from tests.benchmarks.memory import memory
from tests.benchmarks.peers.environments import peers
from tests.benchmarks.shop import shop_figures
from tests.benchmarks.studio import studio

PARTS = ("peers", "shop", "memory", "far", "studio")


def main(words: list[str] | None = None) -> int:
    """Prints the figures; returns 1 where one misses its goal."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="of the one table")
    parser.add_argument("--lines", type=int, default=1_000_000, help="order lines of the shop")
    parser.add_argument("--many", type=int, default=20_000_000, help="rows for the peak memory")
    parser.add_argument(
        "--long", action="store_true", help="10,000,000 order lines and 100,000,000 rows"
    )
    parser.add_argument("--rounds", type=int, help="fewer or more of them than is usual")
    parser.add_argument("--skip", nargs="+", choices=PARTS, default=[], help="parts to leave out")
    options = parser.parse_args(words)
    rounds = [] if options.rounds is None else [options.rounds]
    if options.long:
        options.lines, options.many = 10_000_000, 100_000_000
    figures = speed(options.rows, *rounds)
    parts: dict[str, Callable[[], list[Figure]]] = {
        "peers": lambda: peers(options.rows),
        "shop": lambda: shop_figures(options.lines, options.rows),
        "far": lambda: far_rows(*rounds),
        "studio": lambda: studio(*rounds),
        "memory": lambda: memory(options.many),
    }
    for name, part in parts.items():
        if name not in options.skip:
            use_cores(1)
            figures += part()
    show(figures)
    return int(any(figure.met is False for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
