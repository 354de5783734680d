"""Uniqueness without memory: which slots of a table are permuted, alone or together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assets.schema.table import Table
from assets.tables.permutation import Permutation
from assets.tables.randomness import MAX_DOMAIN, Stream
from assets.tables.slots import (
    JointlyPermuted,
    KeySlot,
    Permuted,
    PermutedAmongCandidates,
    PermutedAmongSiblings,
    Position,
    Slot,
    ValueSlot,
)

_PLENTY = 2**40
"""A slot with so many values is made unique by itself, and its partners stay free."""


@dataclass(frozen=True)
class Refusal:
    """Why ``columns`` cannot be unique together; ``most`` rows could be."""

    columns: tuple[str, ...]
    text: str
    repair: str
    most: int


def assign_unique(
    table: Table, slots: dict[str, Slot], stream: Stream, further: Iterable[tuple[str, ...]] = ()
) -> list[Refusal]:
    """Gives slots their assignments, such that no unique set of the table repeats, and none of
    ``further`` ones.

    ``slots`` maps columns to their slots. Returns a refusal for each set that cannot be kept.
    """
    problems: list[Refusal] = []
    joint: list[dict[Slot, int]] = []
    for columns in sorted([*table.unique_sets, *further], key=len):
        missing = [name for name in columns if name not in slots]
        members = list(dict.fromkeys(slots[name] for name in columns if name not in missing))
        names = set(columns)
        if any(_is_kept(slot, names, table.rows) for slot in members):
            continue
        if any(_keeps(group, members, names) for group in joint):
            continue
        if any(_is_told_apart(slot, members, names, stream) for slot in members):
            continue
        group = _choose(members, names, table.rows)
        if group is None:
            problems.append(_refusal(table, columns, members, names))
        elif len(group) == 1:
            _permute(group[0], names, table.rows, stream.fork("unique", *columns))
        else:
            _permute_jointly(group, names, stream.fork("unique", *columns))
            joint.append({slot: _radix(slot, names) for slot in group})
    return problems


def _is_told_apart(parent: Slot, members: list[Slot], columns: set[str], stream: Stream) -> bool:
    """Whether siblings differ in one of the members, which is given to them if one can be."""
    family = parent.family if isinstance(parent, KeySlot) and parent.tells(columns) else None
    if family is None:
        return False
    if any(_is_apart(slot, parent, columns) for slot in members):
        return True
    free = [slot for slot in members if slot.assignment is None and slot is not parent]
    fitting = [slot for slot in free if _among_siblings(slot, parent, columns) >= family.most]
    if not fitting:
        return False
    chosen = max(fitting, key=lambda slot: slot.distinct(columns))
    own = stream.fork("among siblings", *sorted(columns))
    if isinstance(chosen, KeySlot) and chosen.candidates is not None:
        chosen.assignment = PermutedAmongCandidates(family, chosen.candidates, own)
    else:
        chosen.assignment = PermutedAmongSiblings(family, _radix(chosen, columns), own)
    return True


def _is_kept(slot: Slot, columns: set[str], rows: int) -> bool:
    """Whether the slot keeps the columns unique already; from then on it must go on doing so."""
    if slot.is_unique and _tells(slot, columns):
        return True
    assignment, distinct = slot.assignment, slot.distinct(columns)
    if not isinstance(assignment, Permuted) or not distinct >= assignment.domain >= rows:
        return False
    assignment.most = min(assignment.most, distinct)
    return True


def _is_apart(slot: Slot, parent: Slot, columns: set[str]) -> bool:
    """Whether siblings differ in ``columns`` by a slot that was given to them."""
    if isinstance(slot.assignment, Position):
        return slot.distinct(columns) > 0
    if isinstance(slot.assignment, PermutedAmongSiblings):
        return slot.distinct(columns) >= slot.assignment.domain
    given = isinstance(slot.assignment, PermutedAmongCandidates)
    return given and _among_siblings(slot, parent, columns) > 0


def _among_siblings(slot: Slot, parent: Slot, columns: set[str]) -> int:
    """How many values there are to tell the children of one parent apart by."""
    if not isinstance(slot, KeySlot) or slot.candidates is None:
        return _radix(slot, columns)
    same = slot.shared if slot.candidates.path[0] is parent else set()
    return slot.candidates.family.least_of_some if slot.tells(columns | same) else 0


def _tells(slot: Slot, columns: set[str]) -> bool:
    """Whether different indices of a slot make ``columns`` different."""
    return slot.tells(columns) if isinstance(slot, KeySlot) else slot.distinct(columns) > 0


def _keeps(group: dict[Slot, int], members: list[Slot], columns: set[str]) -> bool:
    """Whether slots that are permuted together keep ``columns`` unique."""
    return set(group) <= set(members) and all(
        slot.distinct(columns) >= radix for slot, radix in group.items()
    )


def _choose(members: list[Slot], columns: set[str], rows: int) -> list[Slot] | None:
    """The slots to permute: one that has plenty of values, else all together, else the largest."""
    free = [slot for slot in members if slot.assignment is None and slot.distinct(columns) > 0]
    if not free:
        return None
    largest = max(free, key=lambda slot: slot.distinct(columns))
    if largest.distinct(columns) >= max(_PLENTY, rows):
        return [largest]
    group, product = [], 1
    for slot in free:
        if product * _radix(slot, columns) <= MAX_DOMAIN:
            group.append(slot)
            product *= _radix(slot, columns)
    if product >= rows:
        return group
    return [largest] if largest.distinct(columns) >= rows else None


def _radix(slot: Slot, columns: set[str]) -> int:
    return min(slot.size, slot.distinct(columns))


def _permute(slot: Slot, columns: set[str], rows: int, stream: Stream) -> None:
    domain = _radix(slot, columns)
    if domain < rows:
        domain = min(-(-rows // slot.size) * slot.size, slot.distinct(columns))
    slot.assignment = Permuted(domain, stream, slot.distinct(columns))


def _permute_jointly(group: list[Slot], columns: set[str], stream: Stream) -> None:
    product = 1
    for slot in group:
        product *= _radix(slot, columns)
    permutation, stride = Permutation(product, stream.key), 1
    for slot in group:
        radix = _radix(slot, columns)
        slot.assignment = JointlyPermuted(permutation, stride, radix)
        stride *= radix


def _refusal(
    table: Table, columns: tuple[str, ...], members: list[Slot], names: set[str]
) -> Refusal:
    counts = [
        f"{slot.name} {'has' if isinstance(slot, ValueSlot) else 'has parents:'} "
        f"{slot.distinct(names):,}"
        for slot in members
    ]
    taken = [slot.name for slot in members if slot.assignment is not None]
    problem = (
        f"({', '.join(columns)}) must be unique over {table.rows:,} rows, and there are not enough "
        f"different values ({'; '.join(counts) or 'an expression promises none'})"
    )
    if taken:
        problem += f"; {', '.join(taken)} is bound by another constraint or by exact counts"
    most = 1
    for slot in members:
        most *= max(slot.distinct(names) if slot.assignment is None else 1, 1)
    repair = f"use at most {most:,} rows, widen the generators, or drop the constraint"
    return Refusal(columns, problem, repair, most if not taken else 0)
