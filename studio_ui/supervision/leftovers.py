"""Finding and ending every process of a studio, whoever started it and however deep.

Each process that a studio starts carries the studio's mark in its environment, and so does whatever
it starts in turn: Dagster's inner code server and the processes of runs among them.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import psutil

MARK = "DATAFORGE_STUDIO_MARK"
GRACE_SECONDS = 5.0


def marked(mark: str) -> list[psutil.Process]:
    """The living processes that carry the mark; that of a folder is on those of all its studios."""
    found = []
    for process in psutil.process_iter():
        # Processes of others cannot be read, and any may end while it is looked at.
        with contextlib.suppress(psutil.Error, OSError):
            own = process.environ().get(MARK, "")
            is_ours = own == mark or own.startswith(f"{mark}#")
            if is_ours and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def end_all(mark: str, grace_seconds: float = GRACE_SECONDS) -> int:
    """End every process that carries the mark, by force after the grace. Returns how many."""
    found = marked(mark)
    for process in found:
        with contextlib.suppress(psutil.Error):
            process.terminate()
    psutil.wait_procs(found, timeout=grace_seconds)
    for process in marked(mark):  # those too that were started in the meantime
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(found, timeout=1.0)
    return len(found)


def mark_of(folder: Path) -> str:
    """The mark of every studio, one after the other, whose files are in ``folder``."""
    return str(folder.resolve())


def own_mark(folder: Path) -> str:
    """The mark of the studio of this process, lest the watchdog of one that was killed just before
    end what this one starts."""
    return f"{mark_of(folder)}#{os.getpid()}"
