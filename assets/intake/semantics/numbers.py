"""Numbers: the range that a column's name suggests, within what its type holds."""

from __future__ import annotations

from assets.intake.semantics.words import find
from assets.schema.generators import Choice, Decimal, Float, Generator, Integer
from assets.schema.types import INTEGER_RANGES, ColumnType

_RANGES: list[tuple[str, float, float]] = [
    ("latitude", -90, 90),
    ("longitude", -180, 180),
    ("discount", 0, 0.5),
    ("percent", 0, 100),
    ("tax rate", 0, 0.25),
    ("interest rate", 0, 0.15),
    ("exchange rate", 0.5, 2),
    ("probability", 0, 1),
    ("ratio", 0, 1),
    ("year", 1990, 2025),
    ("month", 1, 12),
    ("quarter", 1, 4),
    ("week", 1, 52),
    ("day", 1, 28),
    ("hour", 0, 23),
    ("minute", 0, 59),
    ("age", 18, 90),
    ("rating", 1, 5),
    ("stars", 1, 5),
    ("score", 0, 100),
    ("priority", 1, 5),
    ("milliseconds", 30_000, 600_000),
    ("ms", 1, 60_000),
    ("seconds", 1, 3_600),
    ("minutes", 1, 240),
    ("hours", 0, 12),
    ("rental duration", 3, 7),
    ("bytes", 100_000, 10_000_000),
    ("file size", 1_000, 10_000_000),
    ("size", 1, 1_000),
    ("salary", 25_000, 180_000),
    ("income", 15_000, 250_000),
    ("budget", 1_000, 1_000_000),
    ("balance", 0, 10_000),
    ("rental rate", 0.99, 4.99),
    ("replacement cost", 9.99, 29.99),
    ("unit price", 0.99, 250),
    ("price", 0.99, 500),
    ("cost", 0.5, 400),
    ("freight", 1, 200),
    ("shipping", 0, 50),
    ("fee", 1, 100),
    ("tax", 0, 200),
    ("tip", 0, 40),
    ("subtotal", 1, 2_000),
    ("total", 1, 5_000),
    ("amount", 0.99, 1_000),
    ("payment", 1, 1_000),
    ("revenue", 100, 1_000_000),
    ("rate", 0.5, 10),
    ("in stock", 0, 500),
    ("stock", 0, 500),
    ("on order", 0, 100),
    ("reorder level", 0, 50),
    ("quantity", 1, 100),
    ("units", 0, 500),
    ("weight", 0.1, 100),
    ("height", 1, 250),
    ("width", 1, 250),
    ("depth", 1, 250),
    ("length", 40, 200),
    ("distance", 1, 1_000),
    ("duration", 1, 240),
    ("temperature", -20, 45),
    ("population", 1_000, 5_000_000),
    ("pages", 40, 900),
    ("level", 1, 10),
    ("floor", 0, 30),
    ("line number", 1, 50),
    ("position", 1, 100),
    ("rank", 1, 1_000),
    ("order", 1, 100),
    ("version", 1, 20),
    ("count", 0, 1_000),
    ("number", 1, 10_000),
    ("port", 1_024, 65_535),
    ("id", 1, 10_000),
]
_PHRASES = [(tuple(phrase.split()), low, high) for phrase, low, high in _RANGES]
_FLAGS = frozenset(
    "is has can active enabled deleted discontinued flag visible archived blocked".split()
)


def type_range(column_type: ColumnType) -> tuple[float, float]:
    """The smallest and largest number that a generator may make for the type."""
    if column_type.kind in INTEGER_RANGES:
        return INTEGER_RANGES[column_type.kind]
    if column_type.kind == "decimal":
        precision = min(column_type.precision or 18, 18)
        whole = max(0, precision - column_type.scale)
        high = float(10**whole - 1) if whole else 0.0
        if high < 1_000 and column_type.scale:
            high = round(high + 1 - 10.0 ** -min(column_type.scale, 12), 12)
        return -high, high
    return (-1e6, 1e6) if column_type.kind == "real" else (-1e12, 1e12)


def generator(name: tuple[str, ...], column_type: ColumnType) -> Generator:
    """Numbers of the size that the name suggests."""
    whole = column_type.is_integer
    if whole and name and (name[0] in ("is", "has", "can") or _FLAGS & {name[-1]}):
        return Choice(values=[0, 1], weights=[1, 1])
    low, high = _suggested(name)
    return ranged(column_type, low, high)


def ranged(column_type: ColumnType, low: float, high: float) -> Generator:
    """Numbers from low to high as far as the type holds them."""
    least, most = type_range(column_type)
    low, high = max(low, least), min(high, most)
    if low > high:
        low, high = max(min(0.0, most), least), most
    if column_type.is_integer:
        bottom = int(-(-low // 1))
        top = int(high // 1)
        return Integer(min=min(bottom, top), max=max(bottom, top))
    if column_type.kind == "decimal":
        if column_type.scale == 0:
            bottom, top = int(-(-low // 1)), int(high // 1)
            return Integer(min=min(bottom, top), max=max(bottom, top))
        return Decimal(min=float(low), max=float(high))
    if low * 100 == round(low * 100) and high * 100 == round(high * 100) and high - low > 1:
        return Decimal(min=float(low), max=float(high))
    return Float(min=float(low), max=float(high))


def _suggested(name: tuple[str, ...]) -> tuple[float, float]:
    for phrase, low, high in _PHRASES:
        if find(phrase, name) >= 0:
            return low, high
    return 0, 1_000
