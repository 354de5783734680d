"""Peak memory of whole processes that export few and many rows."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.customers import customers, export
from tests.benchmarks.figures import Figure, at_most, core_count, in_own_process, peak_megabytes

FEW = 1_000_000
MOST_MEGABYTES = 700
_BYTES_A_ROW = 100  # written; about 60 in fact


def memory(many: int) -> list[Figure]:
    """Peaks at FEW and at ``many`` rows, really written and then removed, by all cores."""
    free = shutil.disk_usage(tempfile.gettempdir()).free
    measure = f"peak memory at {many:,} rows, MB"
    if free < many * _BYTES_A_ROW:
        return [Figure(measure, f"{free / 1e9:.0f} GB of disk left", f"≤ {MOST_MEGABYTES}")]
    few, most = (float(in_own_process("memory", str(rows))) for rows in (FEW, many))
    return [
        at_most(f"peak memory at {FEW:,} rows, MB", few, MOST_MEGABYTES, 0),
        at_most(measure, most, MOST_MEGABYTES, 0),
        at_most("many rows over few", most / few, 1.1),
    ]


def main(rows: int) -> None:
    """Prints the peak of this process after it has exported so many rows."""
    with tempfile.TemporaryDirectory() as folder:
        export(customers(rows), Path(folder), workers=min(core_count(), 2))
    sys.stdout.write(f"{peak_megabytes():.0f}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
