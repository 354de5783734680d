"""When what happens: the kind and time of each event, and how many of a kind came before it.

Events come in rounds of a fixed size. How many of each kind there are up to the end of a round is
known in closed form; inside a round their order and times are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from assets.tables.randomness import Rows, Stream

Ints: TypeAlias = NDArray[np.int64]

INSERT, UPDATE, DELETE = 0, 1, 2
MAX_EVENTS = 10**12
_LARGEST_ROUND = 1_000
_DENOMINATOR = 10**6
_MICROSECONDS_OF_AN_HOUR = 3_600_000_000


@dataclass(frozen=True)
class Happenings:
    """Some events in order: their numbers, kinds and times in microseconds since 1970, and how
    many inserts, updates and deletes come before each."""

    numbers: Ints
    kinds: NDArray[np.int8]
    times: Ints
    before: Ints
    """(3, events)"""


class Rhythm:
    """``shares`` are those of inserts, updates and deletes, and add up to 1."""

    def __init__(
        self, rows: int, shares: tuple[float, float, float], start: int, per_hour: float, key: int
    ) -> None:
        insert, update, delete = (Fraction(share) for share in shares)
        self.round = min(max(rows // 4, 1), _LARGEST_ROUND)
        self._delete = (delete / (insert + update + delete)).limit_denominator(_DENOMINATOR)
        others = insert + update
        share = insert / others if others else Fraction(0)
        self._insert = share.limit_denominator(_DENOMINATOR)
        self.has_updates = update > 0
        self._start = start
        self._interval = max(round(_MICROSECONDS_OF_AN_HOUR / per_hour), 1)
        self._stream = Stream(key)

    def counts(self, events: Ints) -> Ints:
        """How many inserts, updates and deletes there are among the first ``events``: (3, n).

        Exact at the ends of rounds; inside one, the mean."""
        deletes = events * self._delete.numerator // self._delete.denominator
        rest = events - deletes
        inserts = rest * self._insert.numerator // self._insert.denominator
        return np.stack([inserts, rest - inserts, deletes])

    def count(self, kind: int, events: int) -> int:
        return int(self.counts(np.array([events], dtype=np.int64))[kind, 0])

    def time_of(self, event: int) -> int:
        """When an event comes on average, in microseconds since 1970."""
        return self._start + event * self._interval

    def events(self, start: int, stop: int) -> Happenings:
        """The events ``start`` up to and without ``stop``."""
        size = self.round
        rounds = np.arange(start // size, -(-stop // size), dtype=np.int64)
        numbers = (rounds[:, None] * size + np.arange(size)).astype(np.int64)
        before = self.counts(rounds * size)
        within = self.counts((rounds + 1) * size) - before
        bits = self._stream.bits(numbers.ravel().astype(np.uint64)).reshape(numbers.shape)
        rank = np.argsort(np.argsort(bits, axis=1), axis=1)
        kinds = np.full(numbers.shape, UPDATE, dtype=np.int8)
        kinds[rank < (within[INSERT] + within[DELETE])[:, None]] = DELETE
        kinds[rank < within[INSERT][:, None]] = INSERT
        so_far = np.stack([np.cumsum(kinds == kind, axis=1) - (kinds == kind) for kind in range(3)])
        so_far += before[:, :, None]
        draws = self._stream.fork("time").uniform(numbers.ravel().astype(np.uint64))
        offsets = np.sort(draws.reshape(numbers.shape), axis=1) * (size * self._interval)
        times = self._start + (rounds * size * self._interval)[:, None] + offsets.astype(np.int64)
        chosen = slice(start - int(rounds[0]) * size, stop - int(rounds[0]) * size)
        return Happenings(
            numbers.ravel()[chosen],
            kinds.ravel()[chosen],
            times.ravel()[chosen],
            so_far.reshape(3, -1)[:, chosen],
        )

    def before(self, event: int) -> tuple[int, int, int]:
        """How many inserts, updates and deletes come before an event, exactly."""
        inserts, updates, deletes = self.events(event, event + 1).before[:, 0].tolist()
        return inserts, updates, deletes


def rows_of(numbers: Ints) -> Rows:
    return numbers.astype(np.uint64)
