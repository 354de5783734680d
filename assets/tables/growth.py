"""Growth: the plan of a dataset as it was before its first append, continued over the appends.

Everything that was decided for the first rows stays decided. What an append adds is chosen among
what there is by then: parents that the same append adds, combinations of keys that are free, values
that are left.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assets.schema.dataset import Dataset
from assets.schema.repairs import parts
from assets.schema.repairs.edits import Repair
from assets.schema.table import Zipf
from assets.tables.correlations import Correlated
from assets.tables.deals import Dealt, deal_of
from assets.tables.epochs import ByEpoch, Epochs, Staged
from assets.tables.families_by_category import family_of
from assets.tables.growing import Box, Continued, Growing, GrowingJointly, staged
from assets.tables.growing_families import GrowingFamily
from assets.tables.permutation import Permutation
from assets.tables.polymorphic import PolymorphicSlot
from assets.tables.randomness import MAX_DOMAIN, Rows
from assets.tables.self_references import SiblingReference
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
from assets.tables.targets.tables import TableTarget

if TYPE_CHECKING:
    from assets.tables.plan import TablePlan

Fault = tuple[str, str, str, str, tuple[Repair, ...]]
"""A table, a column, what is in the way of an append, and how to mend it, in words and as edits."""

Member = tuple[Slot, JointlyPermuted]


def grow(plans: Mapping[str, TablePlan], dataset: Dataset) -> list[Fault]:
    """Continues the plans, which are those of ``dataset.before(0)``, over its appends.

    Returns what is in the way; the plans are usable only when that is nothing.
    """
    counts = {name: Epochs(dataset.ends(name)) for name in plans}
    faults: list[Fault] = []
    for name, plan in plans.items():
        _Growth(dataset, plan, counts, counts[name], faults).grow()
    return faults


@dataclass
class _Growth:
    """One table: its plan, the epochs of its own and of all tables' rows, and what was found."""

    dataset: Dataset
    plan: TablePlan
    counts: Mapping[str, Epochs]
    rows: Epochs
    faults: list[Fault]

    def grow(self) -> None:
        self.plan.table = self.dataset.table(self.plan.table.name)
        self._grow_family()
        joint: dict[int, list[Member]] = {}
        for slot in dict.fromkeys(self.plan.slots.values()):
            match slot.assignment:
                case Correlated():
                    pass
                case None:
                    self._grow_draw(slot)
                case Permuted() as permuted:
                    self._grow_alone(slot, permuted)
                case JointlyPermuted() as jointly:
                    joint.setdefault(id(jointly.permutation), []).append((slot, jointly))
                case PermutedAmongSiblings() as among:
                    self._grow_among_siblings(slot, among)
                case Dealt() as dealt:
                    self._grow_dealt(slot, dealt)
                case PermutedAmongCandidates() as among_candidates:
                    self._grow_among_candidates(slot, among_candidates)
                case Position():
                    assert self.plan.family is not None
                    slot.assignment = Position(self.plan.family)
                case _:
                    self._refuse(slot.name, "is drawn in a way that cannot be continued")
        for members in joint.values():
            self._grow_together(members)
        for derived in self.plan.derived.values():
            if isinstance(derived, TableTarget):
                derived.grow(self.rows)
        for slot in self.plan.slots.values():
            if isinstance(slot, KeySlot):
                slot.parent_rows = self.counts[slot.key.references].ends[-1]

    def _grow_family(self) -> None:
        plan, table = self.plan, self.plan.table
        if plan.family is None:
            return
        assert table.parent_key is not None
        parents = self.counts[table.parent_key.references]
        stream = plan.stream.fork("key", *table.parent_key.columns)
        later = [
            family_of(self.dataset, table, parents.size(epoch), stream, epoch)
            if parents.size(epoch)
            else None
            for epoch in range(1, len(parents.ends))
        ]
        plan.family = GrowingFamily(parents, self.rows, plan.family, later)
        for slot in plan.slots.values():
            if isinstance(slot, KeySlot) and slot.family is not None:
                slot.family = plan.family
            if isinstance(slot, KeySlot) and isinstance(slot.earlier, SiblingReference):
                slot.earlier.family = plan.family

    def _grow_dealt(self, slot: Slot, first: Dealt) -> None:
        """Each append has the exact counts of its own rows."""
        column, epochs = self.plan.table.column(slot.name), range(1, len(self.rows.ends))
        deals = [deal_of(column, self.rows.size(e), slot.stream, e) for e in epochs]
        later = [Dealt(deal, self.rows.start(e)) for e, deal in zip(epochs, deals, strict=True)]
        slot.assignment = ByEpoch(self.rows, [first, *later])

    def _grow_draw(self, slot: Slot) -> None:
        if isinstance(slot, ValueSlot):
            most = min((s.distinct for s in slot.sources.values() if s.unique_by_row), default=None)
            if most is not None:
                self._falls_short(slot.name, [most] * len(self.rows.ends))
        elif isinstance(slot, PolymorphicSlot):
            for key in slot.keys:
                self._grow_draw(key)
        elif slot.is_free and self._has_new(slot.key.references):
            slot.assignment = ByEpoch(self.rows, self._picks(slot))

    def _has_new(self, table: str) -> bool:
        ends = self.counts[table].ends
        return ends[0] < ends[-1]

    def _picks(self, slot: KeySlot) -> list[Callable[..., Rows]]:
        """How each epoch picks among the parents that there are by then."""
        parents = self.counts[slot.key.references]
        picks: list[KeySlot] = [replace(slot, parent_rows=end) for end in parents.ends]
        if isinstance(slot.key.pick, Zipf):
            keys = [slot.stream.fork("rank")]
            keys += [slot.stream.fork("rank", epoch) for epoch in range(1, len(parents.ends))]
            ranks = [
                Permutation(max(end - parents.start(epoch), 1), keys[epoch].key)
                for epoch, end in enumerate(parents.ends)
            ]
            for pick in picks:  # who was popular stays so
                pick.popularity = Staged(parents, ranks)
        return [pick.index for pick in picks]

    def _grow_alone(self, slot: Slot, permuted: Permuted) -> None:
        own = self.plan.stream.fork("grown", slot.name)
        if isinstance(slot, KeySlot):
            parents = self.counts[slot.key.references]
            if not self._falls_short(slot.name, parents.ends) and self._has_new(
                slot.key.references
            ):
                slot.assignment = Growing(self.rows, parents, permuted.permutation, own)
            return
        rows, sizes = self.rows.ends[-1], [permuted.domain]
        while sizes[-1] < min(rows, permuted.most):
            sizes.append(min(2 * sizes[-1], permuted.most))
        if not self._falls_short(slot.name, [permuted.most] * len(self.rows.ends)) and sizes[1:]:
            slot.assignment = Continued(staged(Epochs(sizes), permuted.permutation, own))

    def _grow_together(self, members: list[Member]) -> None:
        members = sorted(members, key=lambda member: member[1].stride)
        radices = [
            self.counts[slot.key.references].ends
            if isinstance(slot, KeySlot)
            else [jointly.radix] * len(self.rows.ends)
            for slot, jointly in members
        ]
        box = Box(list(zip(*radices, strict=True)))
        names = ", ".join(slot.name for slot, _ in members)
        if box.ends[-1] > MAX_DOMAIN:
            text = f"has {box.ends[-1]:,} combinations after the appends, over {MAX_DOMAIN:,}"
            repair = "append fewer rows to the tables that it refers to"
            self._fault(names, text, repair)
            return
        if self._falls_short(names, box.ends) or box.ends[0] == box.ends[-1]:
            return
        own = self.plan.stream.fork("grown", names)
        unique = Growing(self.rows, Epochs(box.ends), members[0][1].permutation, own)
        together = GrowingJointly(box, unique)
        for place, (slot, _) in enumerate(members):
            slot.assignment = together.digit(place)

    def _falls_short(self, names: str, domain: list[int]) -> bool:
        """Whether there are more rows than values in some epoch, which is told."""
        for epoch, (rows, most) in enumerate(zip(self.rows.ends, domain, strict=True)):
            if rows > most:
                self._refuse_shortage(names, epoch, most)
                return True
        return False

    def _grow_among_siblings(self, slot: Slot, among: PermutedAmongSiblings) -> None:
        family = self.plan.family
        assert family is not None
        if isinstance(slot, KeySlot):
            sizes = self.counts[slot.key.references].ends
        else:
            sizes = [among.domain] * len(self.rows.ends)
        slot.assignment = ByEpoch(
            self.rows, [PermutedAmongSiblings(family, size, among.stream) for size in sizes]
        )

    def _grow_among_candidates(self, slot: Slot, among: PermutedAmongCandidates) -> None:
        assert self.plan.family is not None
        slot.assignment = PermutedAmongCandidates(self.plan.family, among.candidates, among.stream)

    def _refuse(self, name: str, text: str) -> None:
        repair = "generate the table anew with all its rows, without appended"
        self._fault(name, text, repair)

    def _fault(self, names: str, text: str, repair: str, *offers: Repair) -> None:
        table = self.plan.table
        at_once = parts.without_appends(self.dataset, table)
        self.faults.append((table.name, names, text, repair, (*offers, at_once)))

    def _refuse_shortage(self, names: str, epoch: int, most: int) -> None:
        rows, room = self.rows.ends[epoch], max(most - self.rows.start(epoch), 0)
        text = (
            f"must be unique, and {rows:,} rows after append {epoch} have only {most:,} different "
            f"values"
        )
        parents = dict.fromkeys(key.references for key in self.plan.table.foreign_keys)
        more = f"append rows to {' or '.join(parents)} too, " if parents else ""
        repair = f"append at most {room:,} rows, {more}or generate the table anew with all its rows"
        fewer = parts.fewer_appended(self.plan.table, epoch, room)
        self._fault(names, text, repair, *fewer)
