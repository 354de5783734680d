"""A pattern's tree as the smallest deterministic automaton without circles.

Glushkov's construction numbers the places of the pattern; states are sets of places, kept as the
bits of one integer (Aho, Sethi and Ullman 1986, section 3.9). Each word then has one path only, so
that words can be counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assets.tables.regex.syntax import Anchor, Either, Joined, Letter, Node, Range, Repeat

MOST_PLACES = 2_000
MOST_LENGTH = 500
_MOST_WORK = 200_000


@dataclass(frozen=True, eq=False)
class Edge:
    """One character of ``letters`` leads to the state ``target``."""

    letters: NDArray[np.uint32]
    target: int


@dataclass(frozen=True, eq=False)
class State:
    """``words`` counts the ways on, ``shapes`` those that differ in more than the character chosen
    along an edge; ``shortest`` and ``longest`` are lengths."""

    accepts: bool
    edges: tuple[Edge, ...]
    words: int
    shapes: int
    shortest: int
    longest: int


def automaton_of(node: Node) -> list[State]:
    """The states, targets before those that lead to them: the last one is the start.

    Raises ValueError, saying how to mend it, for a pattern that is too large.
    """
    places = _places(node)
    if places > MOST_PLACES:
        raise ValueError(
            f"the pattern stands for {places:,} characters with its repeats, at most "
            f"{MOST_PLACES:,} are made: repeat less"
        )
    return _Builder(node).states()


def _places(node: Node) -> int:
    match node:
        case Letter():
            return 1
        case Joined(parts) | Either(parts):
            return sum(map(_places, parts))
        case Repeat(part, _, high):
            return _places(part) * high
        case Anchor():
            return 0


def _bits(mask: int) -> list[int]:
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


@dataclass(frozen=True)
class _Span:
    """What a part of the pattern may begin and end with, as places, and whether it may be empty."""

    empty: bool
    first: int
    last: int


_Key = tuple[int, bool]
"""A state under construction: the places that may follow, and whether the word may end."""


class _Builder:
    def __init__(self, node: Node) -> None:
        self._work = 0
        self._ranges: list[tuple[Range, ...]] = []
        self._follow: list[int] = []
        whole = self._span(node)
        self._last = whole.last
        self._start: _Key = (whole.first, whole.empty)
        self._letters, self._masks = self._alphabet()

    def states(self) -> list[State]:
        made: dict[_Key, int] = {}
        states: list[State] = []
        known: dict[tuple[bool, tuple[tuple[int, tuple[int, ...]], ...]], int] = {}
        todo = [self._start]
        moves: dict[_Key, dict[_Key, list[int]]] = {}
        while todo:
            key = todo[-1]
            if key in made:
                todo.pop()
                continue
            if key not in moves:
                moves[key] = self._moves(key)
                todo += [target for target in moves[key] if target not in made]
                continue
            todo.pop()
            merged: dict[int, list[int]] = {}
            for target, letters in moves[key].items():
                merged.setdefault(made[target], []).extend(letters)
            edges = tuple(sorted((t, tuple(sorted(letters))) for t, letters in merged.items()))
            form = (key[1], edges)
            if form not in known:
                known[form] = len(states)
                states.append(self._state(form, states))
            made[key] = known[form]
        return states

    def _state(
        self, form: tuple[bool, tuple[tuple[int, tuple[int, ...]], ...]], states: list[State]
    ) -> State:
        accepts, targets = form
        edges = tuple(
            Edge(np.sort(np.concatenate([self._letters[atom] for atom in atoms])), target)
            for target, atoms in targets
        )
        longest = max((states[edge.target].longest + 1 for edge in edges), default=0)
        if longest > MOST_LENGTH:
            raise ValueError(
                f"the pattern matches texts of over {MOST_LENGTH:,} characters: repeat less"
            )
        shortest = 0 if accepts else min(states[edge.target].shortest + 1 for edge in edges)
        words = sum(len(edge.letters) * states[edge.target].words for edge in edges)
        shapes = sum(states[edge.target].shapes for edge in edges)
        return State(accepts, edges, words + accepts, shapes + accepts, shortest, longest)

    def _moves(self, key: _Key) -> dict[_Key, list[int]]:
        """The states that follow, each with the atoms of the alphabet that lead there."""
        by_places: dict[int, list[int]] = {}
        for atom, mask in enumerate(self._masks):
            if key[0] & mask:
                by_places.setdefault(key[0] & mask, []).append(atom)
        found: dict[_Key, list[int]] = {}
        for places, atoms in by_places.items():
            after = 0
            for place in _bits(places):
                after |= self._follow[place]
                self._spend(1)
            found.setdefault((after, bool(places & self._last)), []).extend(atoms)
        self._spend(len(self._masks))
        return found

    def _spend(self, steps: int) -> None:
        self._work += steps
        if self._work > _MOST_WORK:
            raise ValueError(
                "the pattern can match in too many ways to count its words: repeat less, or leave "
                "out alternatives that overlap"
            )

    def _span(self, node: Node) -> _Span:
        match node:
            case Letter(ranges):
                self._ranges.append(ranges)
                self._follow.append(0)
                bit = 1 << (len(self._follow) - 1)
                return _Span(empty=False, first=bit, last=bit)
            case Either(options):
                spans = [self._span(option) for option in options]
                first = last = 0
                for span in spans:
                    first, last = first | span.first, last | span.last
                return _Span(any(span.empty for span in spans), first, last)
            case Joined(parts):
                return self._joined(parts)
            case Repeat(part, low, high):
                return self._repeat(part, low, high)
            case Anchor():
                return _Span(empty=True, first=0, last=0)

    def _joined(self, parts: tuple[Node, ...]) -> _Span:
        whole = _Span(empty=True, first=0, last=0)
        for part in parts:
            span = self._span(part)
            self._link(whole.last, span.first)
            whole = _Span(
                whole.empty and span.empty,
                whole.first | span.first if whole.empty else whole.first,
                whole.last | span.last if span.empty else span.last,
            )
        return whole

    def _repeat(self, part: Node, low: int, high: int) -> _Span:
        """Copies in a row; empty ones count as coming last, so that the others meet."""
        first = last = before = 0
        empty = low == 0
        for copy in range(1, high + 1):
            span = self._span(part)
            self._link(before, span.first)
            if copy == 1:
                first = span.first
                empty = empty or span.empty
            if empty or copy >= low:
                last |= span.last
            before = span.last
        return _Span(empty, first, last)

    def _link(self, places: int, following: int) -> None:
        for place in _bits(places):
            self._follow[place] |= following
            self._spend(1)

    def _alphabet(self) -> tuple[list[NDArray[np.uint32]], list[int]]:
        """The characters in atoms that no place tells apart, and the places of each."""
        members: dict[tuple[Range, ...], int] = {}
        for place, ranges in enumerate(self._ranges):
            members[ranges] = members.get(ranges, 0) | 1 << place
        cuts = sorted(
            {cut for ranges in members for low, high in ranges for cut in (low, high + 1)}
        )
        atoms: dict[int, list[NDArray[np.uint32]]] = {}
        for low, after in pairwise(cuts):
            mask = 0
            for ranges, places in members.items():
                self._spend(1)
                if any(start <= low <= end for start, end in ranges):
                    mask |= places
            if mask:
                atoms.setdefault(mask, []).append(np.arange(low, after, dtype=np.uint32))
        return [np.concatenate(parts) for parts in atoms.values()], list(atoms)
