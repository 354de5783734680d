"""``typo``: slips of the keyboard."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.schema import flaws as spec
from assets.tables.derived.base import Scope
from assets.tables.flaws.base import CellFlaw, Cells
from assets.tables.flaws.letters import Ints, Letters, Points
from assets.tables.generators.base import STRINGS
from assets.tables.randomness import Rows, Stream

_KEYS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_MOST_NEIGHBOURS = 6
SUBSTITUTE, DELETE, INSERT, TRANSPOSE = range(4)
_CODES = {"insert": INSERT, "delete": DELETE, "substitute": SUBSTITUTE, "transpose": TRANSPOSE}


class Typo(CellFlaw):
    types: ClassVar[frozenset[str]] = STRINGS

    def __init__(self, flaw: spec.Typo, scope: Scope) -> None:
        self._edits = flaw.edits
        self._operations = np.array([_CODES[name] for name in flaw.operations])

    def damaged(self, cells: Cells) -> pa.Array:
        letters = Letters.of(cells.values)
        for edit in range(self._edits):
            own = cells.stream.fork("edit", edit)
            letters = self._edited(letters, cells.numbers, own, cells.column.type.length)
        return letters.to_arrow()

    def _edited(self, texts: Letters, rows: Rows, stream: Stream, limit: int | None) -> Letters:
        """Each text after one edit of a letter or digit; one that has none stays."""
        place, text = _letters_at(texts, stream.fork("place").bits(rows))
        length = texts.lengths[text]
        neighbour = _neighbour(texts.points[place], stream.fork("key").bits(rows[text]))
        left = _before_another(texts, place, text)
        possible = np.zeros((len(_CODES), len(place)), dtype=np.bool_)
        possible[SUBSTITUTE] = neighbour > 0
        possible[DELETE] = length > 1
        possible[INSERT] = True if limit is None else length < limit
        possible[TRANSPOSE] = left >= 0
        drawn = stream.fork("operation").below(rows[text], len(self._operations))
        wanted = self._allowed(self._operations[drawn.astype(np.int64)], possible)
        points = texts.points.copy()
        hit = wanted == SUBSTITUTE
        points[place[hit]] = neighbour[hit]
        here = left[wanted == TRANSPOSE]
        points[here], points[here + 1] = texts.points[here + 1], texts.points[here]
        more, less = np.flatnonzero(wanted == INSERT), np.flatnonzero(wanted == DELETE)
        added = np.where(neighbour[more] > 0, neighbour[more], points[place[more]])
        shift = np.searchsorted(place[less], place[more])  # by the deletions before them
        edited = Letters(points, texts.starts).without(place[less], text[less])
        return edited.with_inserted(place[more] - shift + 1, text[more], added)

    def _allowed(self, wanted: Ints, possible: NDArray[np.bool_]) -> Ints:
        """The operation that each text wants, else another one of the spec that it can have, else
        -1."""
        forbidden = [code for code in _CODES.values() if code not in self._operations]
        possible[forbidden] = False
        found = np.where(possible.any(axis=0), possible.argmax(axis=0), -1)
        return np.where(possible[wanted, np.arange(len(wanted))], wanted, found)


def _letters_at(texts: Letters, words: Rows) -> tuple[Ints, Ints]:
    """The place of one letter or digit of each text that has one, and the numbers of those."""
    before = np.zeros(len(texts.points) + 1, dtype=np.int64)
    np.cumsum(_is_letter(texts.points), out=before[1:])
    first = before[texts.starts[:-1]]
    count = before[texts.starts[1:]] - first
    text = np.flatnonzero(count)
    rank = first[text] + (words[text] % count[text].astype(np.uint64)).astype(np.int64)
    return np.searchsorted(before, rank, side="right") - 1, text


def _before_another(texts: Letters, place: Ints, text: Ints) -> Ints:
    """Where two different letters stand side by side: the one at ``place`` with the next one, else
    with the one before; -1 where neither is."""
    points = texts.points
    first, last = texts.starts[text], texts.starts[text + 1] - 1
    following, preceding = np.minimum(place + 1, last), np.maximum(place - 1, first)

    def differ(other: Ints) -> NDArray[np.bool_]:
        unlike: NDArray[np.bool_] = points[other] != points[place]
        return _is_letter(points[other]) & unlike

    found = np.where(differ(preceding), preceding, -1)
    return np.where(differ(following), place, found)


def _is_letter(points: Points) -> NDArray[np.bool_]:
    ascii_letter = _ASCII[np.minimum(points, 127)]
    return np.where(points < 128, ascii_letter, points > 0xBF)


def _neighbour(points: Points, words: Rows) -> Points:
    """A key beside that of each letter, of the same case; 0 for a letter that has none."""
    code = np.minimum(points, 127)
    counts = np.maximum(_COUNTS[code], 1)
    found = _NEIGHBOURS[code, (words % counts.astype(np.uint64)).astype(np.int64)]
    return np.where(points < 128, found, 0).astype(np.uint32)


def _keyboard() -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The neighbours of each ASCII letter and digit on a QWERTY keyboard, and how many."""
    at = {key: (line, place) for line, keys in enumerate(_KEYS) for place, key in enumerate(keys)}
    table = np.zeros((128, _MOST_NEIGHBOURS), dtype=np.uint32)
    counts = np.zeros(128, dtype=np.int64)
    for key, (line, place) in at.items():
        near = [
            other
            for other, (row, column) in at.items()
            if other != key
            and other.isdigit() == key.isdigit()
            and (row, column - place) in {(line, -1), (line, 1), (line - 1, 0), (line - 1, 1),
                                          (line + 1, 0), (line + 1, -1)}
        ]  # fmt: skip
        for written in {key, key.upper()}:
            same = [other.upper() if written.isupper() else other for other in near]
            table[ord(written), : len(same)] = [ord(other) for other in same]
            counts[ord(written)] = len(same)
    return table, counts


_NEIGHBOURS, _COUNTS = _keyboard()
_ASCII = np.array([chr(code).isalnum() for code in range(128)])
