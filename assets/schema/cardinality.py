"""How many children parents have: distributions of counts, and exact totals in closed form.

Parents are cut into blocks of BLOCK. In each block a fixed number of parents has each count: the
distribution's share, rounded by an offset that goes through its cycle in PERIOD blocks, so that a
whole period is exact (Hermite's identity: the sum of floor(x + i/m) over i is floor(m x)).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import repeat

from assets.schema.discrete import DISCRETE_KINDS, probabilities_of
from assets.schema.generators import (
    Binomial,
    Choice,
    Generator,
    Geometric,
    Integer,
    Mixture,
    Poisson,
    Zipf,
)

BLOCK = 1_024
PERIOD = 64
MAX_CHILDREN = 100_000
_MAX_DENOMINATOR = 10**9


@dataclass(frozen=True)
class Counts:
    """A distribution of counts: ascending ``values``, from 0 on, and their ``shares``."""

    values: tuple[int, ...]
    shares: tuple[float, ...]

    def edges(self) -> list[Fraction]:
        """The share of counts up to each value; the last is 1."""
        whole = sum(Fraction(share) for share in self.shares)
        running, edges = Fraction(0), []
        for share in self.shares:
            running += Fraction(share) / whole
            edges.append(running.limit_denominator(_MAX_DENOMINATOR))
        edges[-1] = Fraction(1)
        return edges


@dataclass(frozen=True)
class Ranks:
    """For each block, how many of its parents have a count up to each value: ``period`` for the
    blocks of a period, ``tail`` for the last block, which has ``tail_size`` parents."""

    period: tuple[tuple[int, ...], ...]
    tail: tuple[int, ...]
    tail_size: int


@lru_cache(maxsize=256)
def ranks(parents: int, counts: Counts) -> Ranks:
    """The ranks of ``parents`` parents whose counts are distributed as ``counts``."""
    edges = counts.edges()
    last = -(-parents // BLOCK) - 1
    tail_size = parents - last * BLOCK
    period = tuple(_filled(edges, BLOCK, place) for place in range(PERIOD))
    return Ranks(period, _filled(edges, tail_size, last % PERIOD), tail_size)


@lru_cache(maxsize=256)
def total_children(parents: int, counts: Counts) -> int:
    """How many children ``parents`` parents have in all."""
    found = ranks(parents, counts)
    blocks = [_children(filled, counts.values) for filled in found.period]
    periods, rest = divmod(-(-parents // BLOCK) - 1, PERIOD)
    return periods * sum(blocks) + sum(blocks[:rest]) + _children(found.tail, counts.values)


def counts_of(generator: Generator) -> Counts:
    """The distribution of counts that a generator stands for.

    Raises ValueError for a generator that does not draw whole numbers from 0 to MAX_CHILDREN.
    """
    return _counts_of(type(generator), generator.model_dump_json())


@lru_cache(maxsize=256)
def _counts_of(kind: type[Generator], written: str) -> Counts:
    generator = kind.model_validate_json(written)
    if isinstance(generator, Choice):
        if generator.exact:
            raise ValueError("counts of children have exact shares already: leave exact out")
        shares = dict(zip(generator.values, generator.shares or repeat(1.0), strict=False))
        numbers = [value for value in shares if type(value) is int and 0 <= value <= MAX_CHILDREN]
        if len(numbers) != len(shares):
            raise ValueError(
                f"a count of children must be a whole number from 0 to {MAX_CHILDREN:,}: "
                f"correct the values"
            )
        ordered = sorted(number for number in numbers if shares[number] > 0)
        return Counts(tuple(ordered), tuple(shares[number] for number in ordered))
    if isinstance(generator, Integer | Poisson | Binomial | Geometric | Zipf | Mixture):
        found = probabilities_of(generator, MAX_CHILDREN)
        return Counts(tuple(found), tuple(found.values()))
    raise ValueError(
        f"a generator of kind {generator.kind} cannot count children: "
        f"use integer, choice, {', '.join(DISCRETE_KINDS)} or a mixture of them"
    )


def _filled(edges: list[Fraction], size: int, place: int) -> tuple[int, ...]:
    part = 2 * _reversed_bits(place) + 1  # of 2 * PERIOD
    ends = ((edge.numerator, edge.denominator) for edge in edges)
    return tuple(
        min((2 * PERIOD * size * up + part * down) // (2 * PERIOD * down), size)
        for up, down in ends
    )


def _children(filled: tuple[int, ...], values: tuple[int, ...]) -> int:
    below = (0, *filled[:-1])
    return sum((up - low) * value for up, low, value in zip(filled, below, values, strict=True))


def _reversed_bits(number: int) -> int:
    """The order of the offsets: each next one halves the widest gap (van der Corput)."""
    width = PERIOD.bit_length() - 1
    return int(format(number, f"0{width}b")[::-1], 2)
