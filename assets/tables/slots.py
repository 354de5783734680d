"""Slots: what draws one index a row, and fills one or several columns from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from assets.schema.table import ForeignKey, OneToOne, Zipf
from assets.tables.families import Family
from assets.tables.generators.base import Floats, Source
from assets.tables.permutation import KeyedPermutation, Permutation
from assets.tables.randomness import Rows, Stream
from assets.tables.self_references import SelfReference, SiblingReference

if TYPE_CHECKING:
    from assets.tables.plan import TablePlan
    from assets.tables.polymorphic import PolymorphicSlot

T = TypeVar("T")


class RowSet:
    """Row numbers, with what was worked out from all of them at once."""

    def __init__(self, numbers: Rows) -> None:
        self.numbers = numbers
        self._made: dict[Callable[[Rows], object], object] = {}

    def once(self, make: Callable[[Rows], T]) -> T:
        """``make(numbers)``, called once for each callable; it must outlive this object."""
        if make not in self._made:
            self._made[make] = make(self.numbers)
        return cast("T", self._made[make])

    def know(self, make: Callable[[Rows], T], made: T) -> None:
        """Says what ``make(numbers)`` gives, where that is known without calling it."""
        self._made[make] = made


Assignment = Callable[[RowSet], Rows]
"""The index of each row where uniqueness or the family decides it, in place of a draw."""


@dataclass(eq=False)
class ValueSlot:
    """Columns whose values come from sources: one column, or all that are about one entity."""

    sources: dict[str, Source]
    stream: Stream
    assignment: Assignment | None = None

    @property
    def name(self) -> str:
        return ", ".join(self.sources)

    @property
    def size(self) -> int:
        return min(source.size for source in self.sources.values())

    @property
    def is_unique(self) -> bool:
        return any(source.unique_by_row for source in self.sources.values())

    def distinct(self, columns: set[str]) -> int:
        """How many indices tell ``columns`` apart."""
        return max((s.distinct for name, s in self.sources.items() if name in columns), default=0)

    def index(self, rows: RowSet) -> Rows:
        if self.assignment is not None:
            return self.assignment(rows)
        fewest = min(self.sources.values(), key=lambda source: source.size)
        return fewest.index(self.stream, rows.numbers)


@dataclass(eq=False)
class Candidates:
    """The rows of a parent that have a value in common with what another key of the row chose.

    ``path`` leads from the row to the one that both share, such as its tenant, whose children in
    the table of ``parent`` may be chosen.
    """

    path: tuple[KeySlot, ...]
    parent: TablePlan

    @property
    def family(self) -> Family:
        assert self.parent.family is not None
        return self.parent.family

    def of(self, rows: RowSet) -> tuple[Rows, Rows, Rows]:
        """The row that is shared, the first candidate and how many there are."""
        return rows.once(self._of)

    def _of(self, numbers: Rows) -> tuple[Rows, Rows, Rows]:
        for slot in self.path:
            numbers = slot.index(RowSet(numbers))
        return (numbers, *self.family.children_of(numbers))


@dataclass(eq=False)
class KeySlot:
    """Columns of a foreign key; the index is the row number in the parent.

    ``columns`` are those that it fills: all of the key but what ``candidates`` have in common with
    the row. ``telling`` are sets of the key's columns of which each tells the parent's rows apart.
    ``earlier`` is set for a self-reference.
    """

    key: ForeignKey
    parent_rows: int
    is_self: bool
    stream: Stream
    columns: tuple[str, ...] = ()
    telling: tuple[frozenset[str], ...] = ()
    family: Family | None = None
    earlier: SelfReference | SiblingReference | None = None
    candidates: Candidates | None = None
    assignment: Assignment | None = None
    popularity: Callable[[Rows], Rows] | None = field(default=None, repr=False)
    """The parent of each rank, where few parents have most children."""

    def __post_init__(self) -> None:
        self.columns = self.columns or tuple(self.key.columns)
        self.telling = self.telling or (frozenset(self.key.columns),)

    @property
    def name(self) -> str:
        return ", ".join(self.key.columns)

    @property
    def shared(self) -> set[str]:
        """The key's columns that another key fills."""
        return set(self.key.columns) - set(self.columns)

    @property
    def size(self) -> int:
        return self.parent_rows

    @property
    def is_unique(self) -> bool:
        if self.is_self:
            return isinstance(self.key.pick, OneToOne) and self.candidates is None
        if self.family is not None:
            return self.family.most <= 1
        return isinstance(self.assignment, Permuted)

    @property
    def is_free(self) -> bool:
        """Whether any row of the parent may be chosen."""
        return not self.is_self and self.family is None and self.candidates is None

    def tells(self, columns: set[str]) -> bool:
        """Whether rows that differ in their parent differ in ``columns``."""
        return any(names <= columns for names in self.telling)

    def target(self, column: str) -> str:
        """The parent's column whose values ``column`` holds."""
        return self.key.references_columns[self.key.columns.index(column)]

    def make_one_to_one(self) -> None:
        """From now on each row has a parent of its own."""
        self.assignment = Permuted(self.parent_rows, self.stream.fork("one to one"))

    def distinct(self, columns: set[str]) -> int:
        """How many parents tell ``columns`` apart; only what is a free choice has any."""
        return self.parent_rows if self.is_free and columns >= set(self.key.columns) else 0

    def index(self, rows: RowSet) -> Rows:
        if self.assignment is not None:
            return self.assignment(rows)
        if self.family is not None:
            return rows.once(self.family.parent_of)[0]
        if self.earlier is not None:
            return self.earlier.index(rows)
        if self.candidates is not None:
            return self._pick_candidate(self.candidates, rows)
        return self._pick(rows.numbers)

    def orphans(self, rows: RowSet) -> NDArray[np.bool_] | None:
        """Which rows can have no parent; None when all can have one."""
        if self.earlier is not None:
            return self.earlier.is_root(rows)
        if self.candidates is not None and self.candidates.family.least == 0:
            none: NDArray[np.bool_] = self.candidates.of(rows)[2] == 0
            return none
        return None

    def _pick(self, rows: Rows) -> Rows:
        if isinstance(self.key.pick, Zipf):
            return self._zipf(rows, self.key.pick.exponent)
        return self.stream.below(rows, self.parent_rows)

    def _zipf(self, rows: Rows, exponent: float) -> Rows:
        """Which parent has which rank is a permutation, lest the first rows be the popular ones."""
        found = zipf_ranks(self.stream.uniform(rows), self.parent_rows, exponent)
        if self.popularity is None:
            self.popularity = Permutation(self.parent_rows, self.stream.fork("rank").key)
        return self.popularity(found)

    def _pick_candidate(self, candidates: Candidates, rows: RowSet) -> Rows:
        shared, first, count = candidates.of(rows)
        count = np.maximum(count, np.uint64(1))
        share = self.stream.uniform(rows.numbers)
        if isinstance(self.key.pick, Zipf):
            rank = zipf_ranks(share, count, self.key.pick.exponent)
            found = KeyedPermutation(count, self.stream.fork("rank").bits(shared))(rank)
        else:
            found = (share * count).astype(np.uint64)
        chosen: Rows = np.minimum(first + found, np.uint64(self.parent_rows - 1))
        return chosen


def zipf_ranks(share: Floats, sizes: Rows | int, exponent: float) -> Rows:
    """Ranks from 0 on, by the inverse of the bounded Pareto distribution on 1 to n + 1, rounded
    down; ``sizes`` are the n."""
    top = float(sizes + 1) if isinstance(sizes, int) else sizes.astype(np.float64) + 1.0
    if abs(exponent - 1.0) < 1e-9:
        rank = top**share
    else:
        power = 1.0 - exponent
        rank = (1.0 - share * (1.0 - top**power)) ** (1.0 / power)
    found: Rows = np.clip(rank.astype(np.uint64), np.uint64(1), sizes) - np.uint64(1)
    return found


Slot: TypeAlias = "ValueSlot | KeySlot | PolymorphicSlot"


class Permuted:
    """The index of a slot that is unique by itself.

    ``most`` is how many indices are unique, of which ``domain`` are in use.
    """

    def __init__(self, domain: int, stream: Stream, most: int | None = None) -> None:
        self.domain, self.most = domain, domain if most is None else most
        self.permutation = Permutation(domain, stream.key)

    def __call__(self, rows: RowSet) -> Rows:
        return rows.once(self.permutation)


class JointlyPermuted:
    """One digit of a permuted number whose digits are the indices of several slots."""

    def __init__(self, permutation: Permutation, stride: int, radix: int) -> None:
        self.permutation, self.stride, self.radix = permutation, stride, radix

    def __call__(self, rows: RowSet) -> Rows:
        index = rows.once(self.permutation)
        return (index // np.uint64(self.stride)) % np.uint64(self.radix)


class PermutedAmongCandidates:
    """A candidate that no two children of one parent share, of whom each has candidates enough."""

    def __init__(self, family: Family, candidates: Candidates, stream: Stream) -> None:
        self._family, self.candidates, self.stream = family, candidates, stream

    def __call__(self, rows: RowSet) -> Rows:
        parents, positions = rows.once(self._family.parent_of)
        _, first, count = self.candidates.of(rows)
        some = np.maximum(count, np.uint64(1))
        chosen = KeyedPermutation(some, self.stream.bits(parents))(positions % some)
        found: Rows = np.where(count > 0, first + chosen, np.uint64(0))
        return found


class PermutedAmongSiblings:
    """An index that no two children of one parent share."""

    def __init__(self, family: Family, domain: int, stream: Stream) -> None:
        self._family, self.stream = family, stream
        self.domain = min(domain, 2**32 - 1)

    def __call__(self, rows: RowSet) -> Rows:
        parents, positions = rows.once(self._family.parent_of)
        return KeyedPermutation(np.uint64(self.domain), self.stream.bits(parents))(positions)


class Position:
    """The place of each row among its siblings."""

    def __init__(self, family: Family) -> None:
        self._family = family

    def __call__(self, rows: RowSet) -> Rows:
        return rows.once(self._family.parent_of)[1]
