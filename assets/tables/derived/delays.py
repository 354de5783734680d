"""Distances between moments, drawn from a generator of numbers."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from itertools import repeat
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.schema import generators as spec
from assets.schema.repairs.edits import Edit, MendableError, Repair, setting, without
from assets.schema.types import ColumnType
from assets.tables.derived.base import Scope
from assets.tables.generators.base import Floats, OrderedSource, Source
from assets.tables.numbers import exact
from assets.tables.randomness import Rows, Stream

Ints = NDArray[np.int64]
MICROSECONDS = {
    "seconds": 1_000_000,
    "minutes": 60_000_000,
    "hours": 3_600_000_000,
    "days": 86_400_000_000,
    "weeks": 604_800_000_000,
    "business_days": 86_400_000_000,
}
_WHOLE, _DOUBLE = ColumnType("bigint"), ColumnType("double")
_SECOND = 1_000_000
_MOST = 2.0**62
LONGEST_YEARS = 10_000
_LONGEST = 3_652_425 * 86_400 * 1_000_000  # in microseconds, by years of 365.2425 days
_ENDS = np.array([0.0, 1.0 - 2.0**-53])


class Distance:
    """Numbers of a unit, which are whole unless the generator or ``fractions`` says otherwise.

    ``least`` and ``most`` are the ends of what is drawn, where the generator is a range or a
    distribution. Raises ValueError for a generator that is no number, or may be below 0, unless
    ``below_zero`` says that such numbers count as 0.
    """

    def __init__(
        self,
        generator: spec.Generator,
        unit: str,
        scope: Scope,
        *,
        what: str,
        below_zero: bool = False,
        fractions: bool = False,
    ) -> None:
        if isinstance(generator, spec.Duration):
            own = {what: _plain(generator.length), "unit": generator.unit}
            raise MendableError(
                f"the {what} is a duration, and has a unit already: give it the length of that "
                f"duration, and its unit",
                setting(f"take its length and {generator.unit}", **own),
            )
        is_whole = not fractions and not _has_fractions(generator)
        if unit == "business_days" and not is_whole:
            days = (Edit(("unit",), "days"), Edit(("holidays",), removes=True))
            raise MendableError(
                f"the {what} has fractions of business days: use whole ones, or another unit",
                Repair("count all days", days),
            )
        self._generator, self._scope = generator, scope
        self._type = _WHOLE if is_whole else _DOUBLE
        self._source = scope.source(generator, self._type)
        self._sorted: Source | None = None
        self._unit, self._unit_name, self._what = MICROSECONDS[unit], unit, what
        self.least, self.most = ends_of(self._source)
        self._require_possible(below_zero=below_zero)

    def _require_possible(self, *, below_zero: bool) -> None:
        """Raises ValueError for numbers that are longer than any calendar, or all below 0; for some
        below 0 unless these count as 0."""
        of = f"the {self._what} of {_number(self.least)} to {self.text(self.most)}"
        some = {self._what: {"kind": "integer", "min": 0, "max": 30}}
        short = setting(f"use 0 to 30 {self._unit_name.replace('_', ' ')}", **some)
        longest = max(abs(self.least), abs(self.most))
        if longest * self._unit > _LONGEST:
            seconds = [setting("count it in seconds", unit="seconds")]
            fits = self._unit > _SECOND and longest * _SECOND <= _LONGEST
            raise MendableError(
                f"{of} is longer than {LONGEST_YEARS:,} years, and no moment is so far away: "
                f"shorten it, or use a smaller unit",
                *(seconds if fits and self._unit_name != "business_days" else []),
                short,
            )
        if self.most < 0:
            raise MendableError(f"{of} is all below 0: use {_OPPOSITE[self._what]}", short)
        if self.least < 0 and not below_zero:
            cut = {self._what: {**_plain(self._generator), "min": 0}}
            raise MendableError(
                f"{of} may be below 0, which is the wrong way: give it a min of 0",
                *(
                    [setting("let none be below 0", **cut)]
                    if "min" in _fields(self._generator)
                    else []
                ),
                short,
            )

    def microseconds(self, stream: Stream, rows: Rows) -> Ints:
        """The distance of each row; those with fractions to the nearest second.

        Raises pa.ArrowInvalid for one that no type of moments holds.
        """
        return self._scaled(self._source.draw(stream, rows))

    def at_share(self, share: Floats) -> Ints:
        """The distances below which these shares of all lie, ascending with them."""
        source = self._ordered()
        assert isinstance(source, OrderedSource)
        return self._scaled(source.at_share(share))

    def require_order(self, bound: str) -> None:
        """Raises ValueError where ``at_share`` cannot say which distances are the shorter ones, as
        the field ``bound`` needs it."""
        if not isinstance(self._ordered(), OrderedSource):
            raise MendableError(
                f"a {self._what} of kind {self._generator.kind} has no order, so that it cannot be "
                f"kept within a bound: use a range, a distribution or a choice",
                without(f"leave out {bound}", bound),
            )

    def text(self, number: float) -> str:
        """A number of the unit, for a message."""
        name = self._unit_name.replace("_", " ")
        return f"{_number(number)} {name[:-1] if number == 1 else name}"

    def _scaled(self, values: pa.Array) -> Ints:
        drawn, _ = exact(values)
        if self.least < 0:
            drawn = np.maximum(drawn, 0)
        most = float(drawn.max(initial=0)) * self._unit
        if most > _MOST:
            raise pa.ArrowInvalid(
                f"a {self._what} of {most / self._unit:,.0f} {self._unit_name} is too long"
            )
        if drawn.dtype == np.float64:
            seconds: Ints = np.rint(drawn * (self._unit // _SECOND)).astype(np.int64)
            return seconds * _SECOND
        return drawn.astype(np.int64) * self._unit

    def _ordered(self) -> Source:
        """The source, with the values of a choice from the least to the greatest."""
        if self._sorted is None:
            self._sorted = self._source
            if isinstance(self._generator, spec.Choice):
                pairs = zip(
                    self._generator.values, self._generator.shares or repeat(1.0), strict=False
                )
                values, weights = zip(*sorted(pairs, key=lambda pair: float(pair[0])), strict=True)
                listed = spec.Choice(values=list(values), weights=list(weights), ordered=True)
                self._sorted = self._scope.source(listed, self._type)
        return self._sorted


def ends_of(source: Source) -> tuple[float, float]:
    """The least and the most that a source of numbers draws, outliers included."""
    if isinstance(source, OrderedSource):
        values = source.at_share(_ENDS)
    else:
        values = source.at(np.arange(min(source.size, 100_000), dtype=np.uint64))
    numbers, scale = exact(values)
    return float(numbers.min()) / 10**scale, float(numbers.max()) / 10**scale


def _has_fractions(generator: spec.Generator) -> bool:
    if isinstance(generator, spec.Decimal | spec.Float):
        return True
    if isinstance(generator, spec.Choice):
        return any(isinstance(value, float) and value != int(value) for value in generator.values)
    step = getattr(generator, "step", None)
    return isinstance(step, float) and Fraction(repr(step)).denominator > 1


def _plain(generator: spec.Generator) -> dict[str, Any]:
    data: dict[str, Any] = generator.model_dump(mode="json", exclude_defaults=True)
    return data


def _fields(generator: spec.Generator) -> Collection[str]:
    return type(generator).model_fields


def _number(number: float) -> str:
    return f"{int(number):,}" if number == int(number) else f"{number:,g}"


_OPPOSITE = {
    "delay": "the other of before and after, with delays above 0",
    "gap": "gaps from 0 on",
    "pause": "pauses from 0 on",
}
