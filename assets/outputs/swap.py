"""Putting a finished folder in the place of another."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_UNSUPPORTED = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM}


def swap_in(new: Path, target: Path, aside: Path) -> None:
    """Move the folder ``new`` to ``target``; what was there is left at ``new`` or at ``aside``.

    All are on one filesystem. Where the system can exchange two folders (Linux), ``target`` is at
    every moment the old or the new folder, whole. Elsewhere there is a moment between two renames
    in which it is missing; ``recover`` mends what a killed process leaves then.
    """
    if not target.exists():
        new.rename(target)
    elif not exchange(new, target):
        two_renames(new, target, aside)


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where the system or filesystem cannot."""
    rename = None
    if sys.platform == "linux":
        rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    paths = os.fsencode(one), os.fsencode(other)
    if rename(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNSUPPORTED:
        return False
    raise OSError(number, os.strerror(number), str(other))


def two_renames(new: Path, target: Path, aside: Path) -> None:
    """``swap_in`` without an exchange; ``target`` is put back when the second rename fails."""
    target.rename(aside)
    try:
        new.rename(target)
    except OSError:
        aside.rename(target)
        raise


def recover(aside: Path, target: Path) -> None:
    """Put the folder back that a killed ``two_renames`` left aside; nothing where it finished."""
    if aside.exists() and not target.exists():
        aside.rename(target)
