"""Memory does not grow with the rows: whole processes of the command, their peaks compared."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
SHOP = Path(__file__).parents[1] / "fixtures/derived_shop.yaml"
PROGRAM = """
import resource, sys
from pathlib import Path
from studio_ui.command_line.main import main
try:
    main()
finally:
    status = Path("/proc/self/status")  # ru_maxrss counts what the process that forked had, too
    if status.exists():
        lines = status.read_text().splitlines()
        peak = next(line.split()[1] for line in lines if line.startswith("VmHWM:"))
    else:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    Path(sys.argv[sys.argv.index("--out") + 1] + ".peak").write_text(str(peak))
"""


def peak_megabytes(folder: Path, rows: int) -> float:
    out = folder / str(rows)
    options = ["generate", str(SHOP), "--out", str(out), "--rows", str(rows), "--workers", "2"]
    subprocess.run([sys.executable, "-c", PROGRAM, *options], check=True, capture_output=True)
    return int((folder / f"{rows}.peak").read_text()) / 1024


def test_many_rows_need_no_more_memory_than_few(tmp_path: Path) -> None:
    few, many = peak_megabytes(tmp_path, 200_000), peak_megabytes(tmp_path, 1_600_000)
    assert many < 700
    assert many <= few * 1.3, f"{few:.0f} MB at 200,000 rows, {many:.0f} MB at 1,600,000"
