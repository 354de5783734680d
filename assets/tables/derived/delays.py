"""Delays: which of them lead to moments that there are."""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.schema.repairs.edits import MendableError, Repair, setting
from assets.tables.generators.base import OrderedSource, Source
from assets.tables.numbers import exact
from assets.tables.randomness import Stream, key_of

LONGEST_YEARS = 10_000
_LONGEST = 3_652_425 * 86_400 * 1_000_000  # in microseconds, by years of 365.2425 days
_ALL = np.array([0.0, 1.0 - 2.0**-53])
_SOME_ROWS = 1_000


def require_possible(generator: Any, field: str, source: Source, unit: int) -> None:
    """Raises ValueError for delays (``field`` of the generator, made by ``source`` in units of
    ``unit`` microseconds) that are longer than any calendar, or all below 0."""
    least, most = _ends(source)
    of = f"the {field} of {least:,} to {most:,} {generator.unit}"
    some = {"kind": "integer", "min": 0, "max": 30}
    short = setting(f"use 0 to 30 {generator.unit}", **{field: some})
    if max(abs(least), abs(most)) * unit > _LONGEST:
        raise MendableError(
            f"{of} is longer than {LONGEST_YEARS:,} years, and no moment is so far away: "
            f"shorten it, or use a smaller unit",
            *_in_seconds(generator.unit, max(abs(least), abs(most))),
            short,
        )
    if most < 0:
        raise MendableError(f"{of} is all below 0: use {_OPPOSITE[generator.kind]}", short)


def _ends(source: Source) -> tuple[int, int]:
    """The shortest and the longest delay, as far as they are known."""
    if isinstance(source, OrderedSource):
        found, _ = exact(source.at_share(_ALL))
    else:
        rows = np.arange(_SOME_ROWS, dtype=np.uint64)
        found, _ = exact(source.draw(Stream(key_of("delay", 0)), rows))
    return int(found.min()), int(found.max())


def _in_seconds(unit: str, longest: int) -> list[Repair]:
    if unit == "seconds" or longest * 1_000_000 > _LONGEST:
        return []
    return [setting("count it in seconds", unit="seconds")]


_OPPOSITE = {
    "after": "before, with delays above 0",
    "before": "after, with delays above 0",
    "events": "gaps from 0 on",
}
