"""Exact counts of categories: rows apportioned by shares with the largest remainders."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from assets.schema.generator_fields import category_text
from assets.schema.generators import Boolean, Choice, Generator


def apportioned(rows: int, shares: Sequence[float]) -> tuple[int, ...]:
    """``rows`` in whole numbers in proportion to ``shares``; the counts sum to ``rows``.

    Hare's method: every share is rounded down, and what is left goes to the largest remainders, of
    equal ones to the first. Shares count as they are written, so that 0.1 of 10 is 1.
    """
    return _apportioned(rows, tuple(shares))


@lru_cache(maxsize=64)
def _apportioned(rows: int, shares: tuple[float, ...]) -> tuple[int, ...]:
    written = [Fraction(Decimal(repr(share))) for share in shares]
    whole = sum(written)
    quotas = [rows * share / whole for share in written]
    counts = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(counts)), key=lambda k: counts[k] - quotas[k])
    for place in by_remainder[: rows - sum(counts)]:
        counts[place] += 1
    return tuple(counts)


def exact_counts(generator: Generator | None, rows: int) -> dict[str, int] | None:
    """How many of ``rows`` rows have each category, by its text (``true`` and ``false`` of
    booleans), in the order of the categories; None for a generator without exact counts."""
    if isinstance(generator, Choice) and generator.exact:
        shares = generator.shares or [1.0] * len(generator.values)
        names = [category_text(value) for value in generator.values]
    elif isinstance(generator, Boolean) and generator.exact:
        shares = [float(1 - Decimal(repr(generator.true_rate))), generator.true_rate]
        names = ["false", "true"]
    else:
        return None
    return dict(zip(names, apportioned(rows, shares), strict=True))
