"""``payment_card``: cards with test numbers; the columns of a group agree with one another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from assets.schema import generators as spec
from assets.schema.types import ColumnType
from assets.tables.arrow_arrays import POOLED, strings
from assets.tables.check_digits import ascii_digits, digits_of, luhn
from assets.tables.generators.base import STRINGS, Kind, Source, Target
from assets.tables.generators.dates import DateSource
from assets.tables.pools import arrow_pool
from assets.tables.randomness import Rows, mix64

ISSUERS = (
    ("Visa", 4242_4242, 16), ("Visa", 4111_1111, 16), ("Visa", 4000_0566, 16),
    ("Visa", 4012_8888, 16), ("Visa", 4000_0000, 16),
    ("Mastercard", 5555_5555, 16), ("Mastercard", 2223_0031, 16), ("Mastercard", 5200_8282, 16),
    ("Mastercard", 5105_1051, 16),
    ("Discover", 6011_1111, 16), ("JCB", 3566_0020, 16), ("UnionPay", 6200_0000, 16),
    ("American Express", 3782_8224, 15), ("American Express", 3714_4963, 15),
    ("Diners Club", 3056_9309, 14), ("Diners Club", 3852_0000, 14),
)  # fmt: skip
"""Network, issuer number (the first eight digits, ISO/IEC 7812-1) and length of the test cards that
the networks and payment processors publish. No authority keeps a range free for tests: these are
given up to it by use, and live networks decline them."""

_SIZES = [10 ** (length - 9) for _, _, length in ISSUERS]
_STARTS = np.cumsum([0, *_SIZES]).astype(np.uint64)
_GROUPS = {16: (4, 8, 12), 15: (4, 10), 14: (4, 10)}
_MONTHS = 12


class _CardSource(Source):
    size = int(_STARTS[-1])
    distinct = 0

    def __init__(self, generator: spec.PaymentCard) -> None:
        self.entity = f"payment card {generator.group}"


def _issuer(index: Rows) -> NDArray[np.int64]:
    return np.searchsorted(_STARTS, index, side="right") - 1


class CardNumberSource(_CardSource):
    """The numbers of one issuer after another."""

    arrow_type = pa.string()
    distinct = int(_STARTS[-1])

    def __init__(self, generator: spec.PaymentCard, target: Target) -> None:
        super().__init__(generator)
        self._separator = generator.separator
        longest = 19 if generator.separator else 16
        if target.type.length is not None and target.type.length < longest:
            raise ValueError(
                f"a card's number has up to {longest} characters, {target.type} holds fewer: widen "
                f"it"
            )

    def at(self, index: Rows) -> pa.Array:
        issuer = _issuer(index)
        prefixes = np.array([prefix for _, prefix, _ in ISSUERS], dtype=np.uint64)
        room = np.array(_SIZES, dtype=np.uint64)
        numbers = prefixes[issuer] * room[issuer] + (index - _STARTS[issuer])
        digits = digits_of(numbers, 15)
        codes = np.empty((len(index), 16), dtype=np.uint8)
        codes[:, :15] = ascii_digits(digits)
        codes[:, 15] = ascii_digits(luhn(digits))
        lengths = np.array([length for _, _, length in ISSUERS])[issuer]
        return self._written(codes, lengths)

    def _written(self, codes: NDArray[np.uint8], lengths: NDArray[np.int64]) -> pa.Array:
        """The last ``lengths`` digits of each row, in groups where a separator is given."""
        between = self._separator.encode()
        written = np.zeros((len(codes), 16 + 3 * len(between)), dtype=np.uint8)
        ends = lengths.copy()
        for length, cuts in _GROUPS.items():
            rows = np.flatnonzero(lengths == length)
            own = codes[rows, 16 - length :]
            if between:
                own = np.insert(own, cuts, between[0], axis=1)
            written[rows[:, None], np.arange(own.shape[1])] = own
            ends[rows] = own.shape[1]
        return strings(written, ends)


class NetworkSource(_CardSource):
    arrow_type = POOLED

    def __init__(self, generator: spec.PaymentCard, target: Target) -> None:
        super().__init__(generator)
        self._pool = arrow_pool(tuple(network for network, _, _ in ISSUERS), target.type.length)

    def at(self, index: Rows) -> pa.Array:
        return self._pool.pooled(_issuer(index))


class LastFourSource(_CardSource):
    arrow_type = pa.string()

    def __init__(self, generator: spec.PaymentCard, target: Target) -> None:
        super().__init__(generator)
        if target.type.length is not None and target.type.length < 4:
            raise ValueError(f"{target.type} holds fewer than four digits: widen it")
        self._numbers = CardNumberSource(
            spec.PaymentCard(field="number"), Target(ColumnType("text"))
        )

    def at(self, index: Rows) -> pa.Array:
        return pc.utf8_slice_codeunits(self._numbers.at(index), -4)


class ExpirySource(_CardSource):
    """``MM/YY`` in a text, the last day of the month in a date."""

    def __init__(self, generator: spec.PaymentCard, target: Target) -> None:
        super().__init__(generator)
        first = generator.min.year * _MONTHS + generator.min.month - 1
        last = generator.max.year * _MONTHS + generator.max.month - 1
        months = range(first, last + 1)
        self._days: DateSource | None = None
        if target.type.is_string:
            self.arrow_type = POOLED
            texts = tuple(f"{m % _MONTHS + 1:02d}/{m // _MONTHS % 100:02d}" for m in months)
            if target.type.length is not None and target.type.length < len(texts[0]):
                raise ValueError(f"{target.type} holds less than MM/YY: widen it")
            self._pool = arrow_pool(texts)
        else:
            origin = date(1970, 1, 1)
            self._days = DateSource(spec.Date(min=origin, max=date.max), target)
            self.arrow_type = self._days.arrow_type
            ends = [date((m + 1) // _MONTHS, (m + 1) % _MONTHS + 1, 1) - origin for m in months]
            self._ends = np.array([end.days - 1 for end in ends], dtype=np.uint64)
        self._months = np.uint64(len(months))

    def at(self, index: Rows) -> pa.Array:
        month = mix64(index + np.uint64(1)) % self._months
        if self._days is None:
            return self._pool.pooled(month)
        return self._days.at(self._ends[month])


class SecurityCodeSource(_CardSource):
    """Four digits for American Express, else three."""

    arrow_type = pa.string()

    def __init__(self, generator: spec.PaymentCard, target: Target) -> None:
        super().__init__(generator)
        if target.type.length is not None and target.type.length < 4:
            self._most = 3
            if target.type.length < 3:
                raise ValueError(f"{target.type} holds fewer than three digits: widen it")
        else:
            self._most = 4

    def at(self, index: Rows) -> pa.Array:
        digits = digits_of(mix64(index + np.uint64(2)) >> np.uint64(8), 4)[:, : self._most]
        is_long = np.array([network == "American Express" for network, _, _ in ISSUERS])
        lengths = np.where(is_long[_issuer(index)], self._most, 3)
        return strings(ascii_digits(digits), lengths)


_FIELDS: dict[str, Callable[[spec.PaymentCard, Target], Source]] = {
    "number": CardNumberSource,
    "network": NetworkSource,
    "last_four": LastFourSource,
    "expiry": ExpirySource,
    "security_code": SecurityCodeSource,
}


def _build(generator: spec.PaymentCard, target: Target) -> Source:
    return _FIELDS[generator.field](generator, target)


KIND = Kind(
    STRINGS,
    _build,
    fields={"expiry": STRINGS | {"date", "timestamp", "timestamptz"}},
)
