"""Foreign keys that share columns with others: they pick among the rows that agree with these.

The row of an order line has a tenant by its order; its product must be one of that tenant's. Where
the products are counted per tenant, those of one tenant lie together, so that any of them is found
without a look at the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assets.schema.dataset import Dataset
from assets.schema.table import ForeignKey
from assets.tables.keys import Keys, Refusal, inheritance, new_slot, refer_to_earlier
from assets.tables.slots import Candidates, KeySlot

if TYPE_CHECKING:
    from assets.tables.plan import TablePlan


@dataclass(frozen=True)
class _Place:
    """Columns of a table, and the way of keys that leads to its row from the one begun with."""

    table: str
    columns: tuple[str, ...]
    path: tuple[KeySlot, ...] = ()


class _NotYetError(Exception):
    """A key that decides a shared column has no slot yet."""


def link_shared_keys(
    dataset: Dataset, plans: dict[str, TablePlan], keys: dict[str, Keys]
) -> list[tuple[str, Refusal]]:
    """Gives the shared keys of all tables their slots. Returns what cannot be, with its table."""
    waiting = [(plans[table], key) for table, own in keys.items() for key in own.shared]
    refusals: list[tuple[str, Refusal]] = []
    before = len(waiting) + 1
    while len(waiting) < before:
        before = len(waiting)
        for plan, key in list(waiting):
            try:
                found = _Link(dataset, plans, plan, key).make()
            except _NotYetError:
                continue
            refusals += [(plan.table.name, refusal) for refusal in found]
            waiting.remove((plan, key))
    for plan, key in waiting:
        text = f"refers to {key.references} by a column whose value follows from the key itself"
        repair = "remove one of the foreign keys of the circle"
        refusals.append((plan.table.name, (", ".join(key.columns), text, repair)))
    return refusals


class _Link:
    """One key, the columns that it shares (``taken``) and those that it fills (``free``)."""

    def __init__(
        self, dataset: Dataset, plans: dict[str, TablePlan], plan: TablePlan, key: ForeignKey
    ) -> None:
        self._dataset, self._plans, self._plan, self._key = dataset, plans, plan, key
        self._taken = tuple(
            name
            for name in key.columns
            if name in plan.slots or inheritance(dataset, plan.table, key, name)
        )
        self._free = tuple(name for name in key.columns if name not in self._taken)
        targets = dict(zip(key.columns, key.references_columns, strict=True))
        self._targets = tuple(targets[name] for name in self._taken)

    def make(self) -> list[Refusal]:
        """Makes the slot, or says why there can be none. Raises _NotYetError."""
        if not self._taken:
            raise _NotYetError
        if not self._free:
            return [self._contradiction()]
        if self._key.references == self._plan.table.name:
            return self._refer_to_sibling()
        parent = self._plans[self._key.references]
        common = self._next(_Place(parent.table.name, self._targets))
        family = parent.family
        if family is None or common is None or common.path[0].family is not family:
            return [self._scattered()]
        for place in self._origins():
            if (place.table, place.columns) == (common.table, common.columns):
                return self._choose_among(Candidates(place.path, parent), parent)
        return [self._contradiction()]

    def _choose_among(self, candidates: Candidates, parent: TablePlan) -> list[Refusal]:
        plan, refusals = self._plan, list[Refusal]()
        slot = new_slot(self._dataset, plan, self._key, self._free)
        slot.candidates = candidates
        plan.slots.update(dict.fromkeys(self._free, slot))
        required = [name for name in self._free if not plan.table.column(name).nullable]
        if candidates.family.least == 0 and required:
            owner, family = candidates.path[-1].key.references, parent.table.per_parent
            assert family is not None
            counts = family.counts
            share = f"{counts.shares[0] / sum(counts.shares):.2%}" if family.by is None else "some"
            text = (
                f"is one of the {parent.table.name} with the same {', '.join(self._taken)}, and "
                f"{share} of {owner} have none"
            )
            repair = (
                f"count at least 1 of {parent.table.name} per row of {owner}, or make "
                f"{', '.join(required)} nullable"
            )
            refusals.append((", ".join(self._free), text, repair))
        return refusals

    def _refer_to_sibling(self) -> list[Refusal]:
        plan, common = self._plan, self._next(_Place(self._plan.table.name, self._taken))
        siblings = common is not None and common.path[0].family is not None
        if not siblings or self._targets != self._taken:
            return [self._scattered()]
        slot = new_slot(self._dataset, plan, self._key, self._free)
        plan.slots.update(dict.fromkeys(self._free, slot))
        return refer_to_earlier(plan, slot, within=True)

    def _origins(self) -> Iterator[_Place]:
        """Where the shared columns have their values from, the nearest row first."""
        place, seen = _Place(self._plan.table.name, self._taken), set[tuple[str, ...]]()
        found: _Place | None = place
        while found is not None and (found.table, *found.columns) not in seen:
            seen.add((found.table, *found.columns))
            found = self._next(found)
            if found is not None:
                yield found

    def _next(self, place: _Place) -> _Place | None:
        """The columns of a parent whose values those of a place are; None where they have none, or
        not all of one parent."""
        steps = [self._step(place.table, name) for name in place.columns]
        found = [step for step in steps if step is not None]
        if len(found) < len(steps) or len({id(slot) for slot, _ in found}) > 1:
            return None
        slot, columns = found[0][0], tuple(column for _, column in found)
        if slot.is_self:
            return None
        return _Place(slot.key.references, columns, (*place.path, slot))

    def _step(self, table: str, name: str) -> tuple[KeySlot, str] | None:
        plan = self._plans[table]
        slot = plan.slots.get(name)
        if slot is None:
            inherited = inheritance(self._dataset, plan.table, self._key, name)
            if inherited is not None:
                through = plan.key_slot(inherited.key)
                if through is None:
                    raise _NotYetError
                return through, inherited.column
            if any(name in key.columns for key in plan.table.foreign_keys):
                raise _NotYetError
        return (slot, slot.target(name)) if isinstance(slot, KeySlot) else None

    def _scattered(self) -> Refusal:
        key, taken = self._key, ", ".join(self._taken)
        return (
            ", ".join(self._free),
            f"refers to a row of {key.references} with the same {taken}, and those rows lie "
            f"anywhere in {key.references}",
            f"count the rows of {key.references} per parent (per_parent) by the foreign key that "
            f"fills {', '.join(self._targets)}, or remove one of the foreign keys on {taken}",
        )

    def _contradiction(self) -> Refusal:
        key, table = self._key, self._plan.table
        others = [
            other.references
            for other in table.foreign_keys
            if other is not key and set(other.columns) & set(self._taken)
        ]
        return (
            ", ".join(self._taken),
            f"is in two foreign keys, to {' and '.join([*others[:1], key.references])}, and no "
            f"value is sure to be in both",
            "remove one of the foreign keys, or let one parent refer to the other",
        )
