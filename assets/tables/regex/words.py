"""The words of an automaton, made many at a time."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.tables.arrow_arrays import strings
from assets.tables.randomness import MAX_DOMAIN, Rows, Stream, mix64, scale_down
from assets.tables.regex.automaton import State

_TABLE_WORDS = 20_000
_TABLE_CELLS = 200_000
_LOW32, _S32 = np.uint64(0xFFFFFFFF), np.uint64(32)

Places = NDArray[np.int64]


class _Page:
    """A matrix of characters with one row a word, and the words' lengths."""

    def __init__(self, words: int, width: int, dtype: type[np.generic]) -> None:
        self.matrix: NDArray[np.generic] = np.zeros((words, width), dtype=dtype)
        self.lengths = np.zeros(words, dtype=np.int64)
        self.rows = np.arange(words)


class Words:
    """The words of one pattern. ``count`` of them can be told apart by an index below it."""

    def __init__(self, states: list[State]) -> None:
        self._states, self._start = states, len(states) - 1
        self.count = min(states[-1].words, MAX_DOMAIN)
        self.longest = states[-1].longest
        self._is_fixed = states[-1].shortest == states[-1].longest
        letters = [edge.letters for state in states for edge in state.edges]
        is_ascii = all(int(codes.max()) < 128 for codes in letters)
        self._dtype: type[np.generic] = np.uint8 if is_ascii else np.uint32
        self._letters = {
            id(edge): edge.letters.astype(self._dtype) for state in states for edge in state.edges
        }
        self._tables: dict[int, _Page] = {}

    def spell(self, index: Rows) -> pa.Array:
        """The word of each index below ``count``; different ones for different indices."""
        return self._text(self._spell(self._start, index))

    def draw(self, bits: Rows) -> pa.Array:
        """A word for each random number: every length and alternative about as likely."""
        page = _Page(len(bits), self.longest, self._dtype)
        layer = {self._start: [page.rows]}
        for place in range(self.longest + 1):
            following: dict[int, list[Places]] = {}
            for state, parts in layer.items():
                rows = parts[0] if len(parts) == 1 else np.concatenate(parts)
                own = bits if rows is page.rows else bits[rows]
                self._draw_step(state, rows, mix64(own + np.uint64(place)), page, place, following)
            layer = following
        return self._text(page)

    def _draw_step(
        self,
        at: int,
        rows: Places,
        bits: Rows,
        page: _Page,
        place: int,
        following: dict[int, list[Places]],
    ) -> None:
        state = self._states[at]
        table = self._table(at) if state.shapes == 1 else None
        if table is not None:
            self._copy(table, scale_down(bits, state.words), rows, page, place)
            return
        shares = [int(state.accepts), *(self._states[e.target].shapes for e in state.edges)]
        option, running, high = np.zeros(len(rows), dtype=np.int64), 0, bits >> _S32
        for share in shares[:-1]:
            running += share
            option += high >= np.uint64(running * 2**32 // state.shapes)
        if state.accepts:
            page.lengths[rows[option == 0]] = place
        for number, edge in enumerate(state.edges, 1):
            chosen, own, codes = rows, bits, self._letters[id(edge)]
            if state.shapes > shares[number]:
                picked = np.flatnonzero(option == number)
                chosen, own = rows[picked], bits[picked]
            drawn = ((own & _LOW32) * np.uint64(len(codes))) >> _S32
            self._write(page, chosen, place, codes[drawn])
            following.setdefault(edge.target, []).append(chosen)

    def _spell(self, start: int, index: Rows, *, use_own_table: bool = True) -> _Page:
        page = _Page(len(index), self._states[start].longest, self._dtype)
        layer = {start: [(page.rows, index)]}
        for place in range(self._states[start].longest + 1):
            following: dict[int, list[tuple[Places, Rows]]] = {}
            for at, parts in layer.items():
                single = len(parts) == 1
                rows = parts[0][0] if single else np.concatenate([part[0] for part in parts])
                rest = parts[0][1] if single else np.concatenate([part[1] for part in parts])
                table = self._table(at) if use_own_table or place else None
                if table is not None:
                    self._copy(table, rest, rows, page, place)
                elif self._states[at].words > MAX_DOMAIN:
                    self._hash_step(at, rows, rest, page, place, following)
                else:
                    self._digit_step(at, rows, rest, page, place, following)
            layer = following
        return page

    def _digit_step(
        self,
        at: int,
        rows: Places,
        rest: Rows,
        page: _Page,
        place: int,
        following: dict[int, list[tuple[Places, Rows]]],
    ) -> None:
        """The index counts first the word that ends here, then those along each edge."""
        state, low = self._states[at], 0
        if state.accepts:
            page.lengths[rows[rest == 0]] = place
            low = 1
        for edge in state.edges:
            codes, ways = self._letters[id(edge)], self._states[edge.target].words
            high = low + len(codes) * ways
            if low == 0 and high == state.words:
                chosen, inside = rows, rest
            else:
                within = np.flatnonzero((rest >= np.uint64(low)) & (rest < np.uint64(high)))
                chosen, inside = rows[within], rest[within] - np.uint64(low)
            digit, inside = np.divmod(inside, np.uint64(ways))
            self._write(page, chosen, place, codes[digit])
            following.setdefault(edge.target, []).append((chosen, inside))
            low = high

    def _hash_step(
        self,
        at: int,
        rows: Places,
        rest: Rows,
        page: _Page,
        place: int,
        following: dict[int, list[tuple[Places, Rows]]],
    ) -> None:
        """More words than indices: where one character leaves enough of them it is a hash of the
        index, and the index is kept for later ones."""
        state = self._states[at]
        rich = [e for e in state.edges if self._states[e.target].words >= MAX_DOMAIN]
        if not rich:
            self._big_digit_step(at, rows, rest, page, place, following)
            return
        bits = Stream(place).bits(rest)
        option = scale_down(bits, len(rich)) if len(rich) > 1 else np.zeros_like(rest)
        for number, edge in enumerate(rich):
            chosen, own, kept, codes = rows, bits, rest, self._letters[id(edge)]
            if len(rich) > 1:
                picked = np.flatnonzero(option == np.uint64(number))
                chosen, own, kept = rows[picked], bits[picked], rest[picked]
            self._write(page, chosen, place, codes[scale_down(mix64(own), len(codes))])
            following.setdefault(edge.target, []).append((chosen, kept))

    def _big_digit_step(
        self,
        at: int,
        rows: Places,
        rest: Rows,
        page: _Page,
        place: int,
        following: dict[int, list[tuple[Places, Rows]]],
    ) -> None:
        """As ``_digit_step``, where the edges together have more words than indices: the letters
        turn with a hash that equal quotients share, so that all of them are met."""
        state, low = self._states[at], 0
        if state.accepts:
            page.lengths[rows[rest == 0]] = place
            low = 1
        for edge in state.edges:
            codes, ways = self._letters[id(edge)], self._states[edge.target].words
            high = min(low + len(codes) * ways, MAX_DOMAIN)
            within = np.flatnonzero((rest >= np.uint64(low)) & (rest < np.uint64(high)))
            digit, inside = np.divmod(rest[within] - np.uint64(low), np.uint64(ways))
            turned = (digit + mix64(inside) % np.uint64(len(codes))) % np.uint64(len(codes))
            self._write(page, rows[within], place, codes[turned])
            following.setdefault(edge.target, []).append((rows[within], inside))
            low = high
            if low == MAX_DOMAIN:
                break

    def _write(self, page: _Page, rows: Places, place: int, codes: NDArray[np.generic]) -> None:
        if rows is page.rows:
            page.matrix[:, place] = codes
        else:
            page.matrix[rows, place] = codes

    def _copy(self, table: _Page, index: Rows, rows: Places, page: _Page, place: int) -> None:
        page.matrix[rows, place : place + table.matrix.shape[1]] = table.matrix[index]
        page.lengths[rows] = table.lengths[index] + place

    def _table(self, at: int) -> _Page | None:
        """All ways on from a state that has few, in the order of their indices."""
        state = self._states[at]
        if state.words > _TABLE_WORDS or state.words * state.longest > _TABLE_CELLS:
            return None
        if at not in self._tables:
            index = np.arange(state.words, dtype=np.uint64)
            self._tables[at] = self._spell(at, index, use_own_table=False)
        return self._tables[at]

    def _text(self, page: _Page) -> pa.Array:
        return strings(page.matrix, None if self._is_fixed else page.lengths)
