"""An environment of its own for each peer, made once in the user's cache."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median

from tests.benchmarks.engine import one_table
from tests.benchmarks.figures import Figure, at_least

ROUNDS = 5
PEERS = {
    # script: (requirement, rows, goal)
    "faker": ("faker==40.63.0", 4_000, 250),
    "mimesis": ("mimesis==22.2.0", 40_000, 14),
    "snowfakery": ("snowfakery==4.2.1", 4_000, 250),
}
CACHE = Path.home() / ".cache/dataforge-studio/benchmarks"


def peers(rows: int) -> list[Figure]:
    """Our rows a second over those of each peer, which writes no file, measured in turn."""
    return [_against(name, rows) for name in PEERS]


def _against(name: str, ours: int) -> Figure:
    requirement, rows, goal = PEERS[name]
    shown = requirement.replace("==", " ")
    try:
        python = _environment(requirement)
        rates = [(one_table(ours), rows / _run(python, name, rows)) for _ in range(ROUNDS)]
    except (subprocess.SubprocessError, OSError) as error:
        said = getattr(error, "stderr", None) or str(error)
        reason = said.strip().splitlines()[-1][:60]
        return Figure(f"speed over {shown}, row by row", f"skipped: {reason}", f"≥ {goal}")
    ratio, rate = median(one / other for one, other in rates), median(rate for _, rate in rates)
    return at_least(f"speed over {shown}, {rate:,.0f} rows a second", ratio, goal)


def _environment(requirement: str) -> Path:
    """The Python of an environment that has the requirement. Raises SubprocessError or OSError."""
    version = f"py{sys.version_info.major}{sys.version_info.minor}"
    folder = CACHE / f"{requirement.replace('==', '-')}-{version}"
    python, ready = folder / "bin/python", folder / ".ready"
    if not ready.exists():
        shutil.rmtree(folder, ignore_errors=True)
        uv = shutil.which("uv", path=Path(sys.executable).parent) or shutil.which("uv")
        if uv is None:
            raise OSError("uv is not installed")
        _call([uv, "venv", "-q", "--python", sys.executable, str(folder)])
        _call([uv, "pip", "install", "-q", "--python", str(python), requirement])
        ready.touch()
    return python


def _run(python: Path, name: str, rows: int) -> float:
    script = Path(__file__).with_name(f"{name}_rows.py")
    return float(_call([str(python), "-I", str(script), str(rows)]))


def _call(command: list[str]) -> str:
    result = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600)
    return result.stdout
