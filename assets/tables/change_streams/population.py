"""Which rows are there, and which of them are deleted and updated.

Deletes go through the rows cohort by cohort: the first are the rows that were published, each next
one those that were inserted until its deletes began. A keyed permutation of the cohort is their
order, so a row is deleted once, and who is left is known without replaying anything.

Updates come in sweeps, whose number of events doubles when the rows have doubled. A sweep goes
through the rows that are there from its beginning to its end in the order of a keyed permutation,
and begins again where it has more updates than rows. So a row that is deleted is not updated in its
last sweep, and which update of a row came before another is found by going back sweep by sweep.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from assets.tables.change_streams.rhythm import (
    DELETE,
    INSERT,
    MAX_EVENTS,
    UPDATE,
    Ints,
    Rhythm,
    rows_of,
)
from assets.tables.permutation import KeyedPermutation
from assets.tables.randomness import Stream

MAX_ROWS = 2**32 - 1
"""Rows that a stream can go through."""


@dataclass(frozen=True)
class Living:
    """The rows that are there at some moment: of the cohort from ``first`` on with ``size`` rows,
    those whose turn of being deleted is ``dead`` or later, and the rows from ``later`` up to
    ``end``. One of each for each element."""

    cohort: Ints
    first: Ints
    size: Ints
    dead: Ints
    later: Ints
    end: Ints

    @property
    def count(self) -> Ints:
        return self.size - self.dead + self.end - self.later


class Population:
    """The rows of a table that was published with ``rows``, over the first ``events`` events."""

    def __init__(self, rows: int, rhythm: Rhythm, events: int, stream: Stream) -> None:
        self._rows, self._rhythm = rows, rhythm
        size = rhythm.round
        updates = max(rhythm.count(UPDATE, 10**6 * size), 1)
        deletes = max(rhythm.count(DELETE, 10**6 * size), 1)
        rounds = min(rows * 10**6 // updates, rows * 10**6 // (4 * deletes))
        growth = rhythm.count(INSERT, 10**6 * size) - rhythm.count(DELETE, 10**6 * size)
        self._lay_out_sweeps(max(rounds, 1) * size, growth, 10**6 * size)
        self._turns, self._sweeps = stream.fork("deletes"), stream.fork("sweeps")
        self._require_rows(events)
        self._cohorts = self._ends_of_cohorts(events)

    def _lay_out_sweeps(self, length: int, growth: int, events: int) -> None:
        """Sweeps of ``length`` events, twice as many whenever the rows have doubled, where there
        are ``growth`` more rows after so many ``events``: so few sweeps have passed since a row's
        last update, however much the table has grown."""
        firsts, sweeps, lengths = [0], [0], [length]
        while growth > 0 and firsts[-1] < MAX_EVENTS:
            doubled = self._rows * (2 ** len(firsts) - 1) * events // growth
            more = -(-max(doubled - firsts[-1], 0) // lengths[-1])
            firsts.append(firsts[-1] + more * lengths[-1])
            sweeps.append(sweeps[-1] + more)
            lengths.append(2 * lengths[-1])
        self._firsts, self._first_sweeps, self._lengths = (
            np.array(each, dtype=np.int64) for each in (firsts, sweeps, lengths)
        )

    def sweep_of(self, events: Ints) -> Ints:
        """The sweep in which each event is."""
        level = np.searchsorted(self._firsts, events, side="right") - 1
        found: Ints = self._first_sweeps[level]
        return found + (events - self._firsts[level]) // self._lengths[level]

    def start_of(self, sweeps: Ints) -> Ints:
        """The first event of each sweep."""
        level = np.searchsorted(self._first_sweeps, sweeps, side="right") - 1
        found: Ints = self._firsts[level]
        return found + (sweeps - self._first_sweeps[level]) * self._lengths[level]

    def _start(self, sweep: int) -> int:
        return int(self.start_of(np.array([sweep], dtype=np.int64))[0])

    def _sweep(self, event: int) -> int:
        return int(self.sweep_of(np.array([event], dtype=np.int64))[0])

    def _require_rows(self, events: int) -> None:
        """Raises InputError unless a row is left to change in every sweep."""
        last = self._sweep(max(events - 1, 0))
        if min(self._left(0), self._left(last)) >= 1:
            return
        low, high = -1, last  # the number falls steadily
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._left(middle) >= 1 else (low, middle)
        raise InputError(
            f"no row would be left to change after {self._start(low + 1):,} of {events:,} events",
            repair="ask for fewer events, or let more rows be inserted than deleted",
        )

    def _left(self, sweep: int) -> int:
        inserts = self._rhythm.count(INSERT, self._start(sweep))
        return self._rows + inserts - self._rhythm.count(DELETE, self._start(sweep + 1))

    def _ends_of_cohorts(self, events: int) -> Ints:
        """Where each cohort ends, as row numbers and, as each row is deleted once, as deletes."""
        wanted = self._rhythm.count(DELETE, self._start(self._sweep(events) + 2))
        ends = [self._rows]
        while ends[-1] <= wanted:
            begins = self._sweep_of_delete(ends[-1])
            end = self._rows + self._rhythm.count(INSERT, self._start(begins))
            if end <= ends[-1]:
                break  # beyond the events, as a row is left in each of their sweeps
            ends.append(end)
        return np.array([0, *ends], dtype=np.int64)

    def _sweep_of_delete(self, delete: int) -> int:
        low, high = 0, 1
        while self._rhythm.count(DELETE, self._start(high)) <= delete:
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            is_before = self._rhythm.count(DELETE, self._start(middle)) <= delete
            low, high = (middle, high) if is_before else (low, middle)
        return low

    def deleted(self, deletes: Ints) -> Ints:
        """The row of each delete."""
        cohort = np.searchsorted(self._cohorts, deletes, side="right") - 1
        first = self._cohorts[cohort]
        size = self._cohorts[cohort + 1] - first
        return first + self._order(cohort, size, deletes - first)

    def living(self, inserts: Ints, deletes: Ints) -> Living:
        """The rows after so many deletes, of those that were there after so many inserts."""
        cohort = np.searchsorted(self._cohorts, deletes, side="right") - 1
        first = self._cohorts[cohort]
        dead = deletes - first
        following = self._cohorts[np.minimum(cohort + 1, len(self._cohorts) - 1)]
        later = np.where(dead > 0, following, first)  # whose turn has come is a cohort
        return Living(cohort, first, later - first, dead, later, self._rows + inserts)

    def row_at(self, living: Living, place: Ints) -> Ints:
        """The row at each place, from 0 on, among those that are there."""
        left = living.size - living.dead
        inside = place < left
        turn = np.where(inside, living.dead + place, 0)
        old = living.first + self._order(living.cohort, living.size, turn)
        return np.where(inside, old, living.later + place - left)

    def place_of(self, living: Living, rows: Ints) -> tuple[Ints, NDArray[np.bool_]]:
        """The place of each row among those that are there, and whether it is."""
        of_cohort = (rows >= living.first) & (rows < living.first + living.size)
        seat = np.where(of_cohort, rows - living.first, 0)
        turn = self._turn(living.cohort, living.size, seat)
        is_later = (rows >= living.later) & (rows < living.end)
        place = np.where(
            of_cohort,
            turn - living.dead,
            living.size - living.dead + rows - living.later,
        )
        return place, np.where(of_cohort, turn >= living.dead, is_later)

    def in_sweep(self, sweeps: Ints) -> Living:
        """The rows that are there from the beginning to the end of each sweep."""
        inserts = self._rhythm.counts(self.start_of(sweeps))[INSERT]
        deletes = self._rhythm.counts(self.start_of(sweeps + 1))[DELETE]
        return self.living(inserts, deletes)

    def updates_before(self, sweeps: Ints) -> Ints:
        """How many updates come before each sweep."""
        found: Ints = self._rhythm.counts(self.start_of(sweeps))[UPDATE]
        return found

    def updated(self, sweeps: Ints, updates: Ints) -> Ints:
        """The row of each update, whose sweep is given."""
        living = self.in_sweep(sweeps)
        count = np.maximum(living.count, 1)
        turn = (updates - self.updates_before(sweeps)) % count
        return self.row_at(living, self._swept(sweeps, count)(rows_of(turn)).astype(np.int64))

    def last_update(self, rows: Ints, sweeps: Ints, limits: Ints) -> tuple[Ints, NDArray[np.bool_]]:
        """The last update of each row within its sweep and below its limit, or -1; and whether
        there can be one in the sweep before."""
        living = self.in_sweep(sweeps)
        count = np.maximum(living.count, 1)
        place, is_there = self.place_of(living, rows)
        turn = self._swept(sweeps, count).inverse(rows_of(np.where(is_there, place, 0)))
        begins = self.updates_before(sweeps)
        most = limits - begins - 1 - turn.astype(np.int64)
        found = begins + turn.astype(np.int64) + np.maximum(most, 0) // count * count
        return np.where(is_there & (most >= 0), found, -1), (rows < living.end) & (sweeps > 0)

    def _order(self, cohort: Ints, size: Ints, turn: Ints) -> Ints:
        return self._permuted(cohort, size)(rows_of(turn)).astype(np.int64)

    def _turn(self, cohort: Ints, size: Ints, seat: Ints) -> Ints:
        return self._permuted(cohort, size).inverse(rows_of(seat)).astype(np.int64)

    def _permuted(self, cohort: Ints, size: Ints) -> KeyedPermutation:
        return KeyedPermutation(rows_of(np.maximum(size, 1)), self._turns.bits(rows_of(cohort)))

    def _swept(self, sweeps: Ints, count: Ints) -> KeyedPermutation:
        return KeyedPermutation(rows_of(count), self._sweeps.bits(rows_of(sweeps)))
