"""Two people edited the same version: what each did, and both together."""

from __future__ import annotations

from dataclasses import dataclass

from assets.errors import SpecError
from assets.schema.changes import Change, apply, diff
from assets.schema.dataset import Dataset


@dataclass(frozen=True)
class Divergence:
    """``theirs`` and ``mine`` both came from ``base`` (None: both are new).

    ``merged`` is mine on top of theirs, or None where the two cannot both be; ``obstacle`` says why
    not.
    """

    theirs: Dataset
    mine: Dataset
    their_changes: tuple[Change, ...]
    my_changes: tuple[Change, ...]
    merged: Dataset | None
    obstacle: str = ""


def divergence(base: Dataset | None, theirs: Dataset, mine: Dataset) -> Divergence:
    """What happened on both sides since ``base``."""
    their_changes, my_changes = tuple(diff(base, theirs)), tuple(diff(base, mine))
    if base is None:
        obstacle = f"both are new datasets of the name {mine.name}"
        return Divergence(theirs, mine, their_changes, my_changes, None, obstacle)
    try:
        merged = apply(theirs, my_changes)
    except SpecError as error:
        return Divergence(theirs, mine, their_changes, my_changes, None, str(error))
    return Divergence(theirs, mine, their_changes, my_changes, merged)
