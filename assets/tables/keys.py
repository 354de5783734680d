"""Which foreign keys choose a row of their parent, and which follow from others.

Where keys share columns, one of them fills these. Another key then either holds by itself, since
whoever keeps the first keeps it too, or it is ``shared``: it picks among the rows that agree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assets.schema.dataset import Dataset
from assets.schema.generators import Inherit, Sequence
from assets.schema.table import ForeignKey, OneToOne, Table, Tree
from assets.tables.families_by_category import family_of
from assets.tables.references import Reference, resolve
from assets.tables.self_references import SelfReference, SiblingReference
from assets.tables.slots import KeySlot

if TYPE_CHECKING:
    from assets.tables.plan import TablePlan

Refusal = tuple[str, str, str]
"""The column, what is wrong with it, how to mend it."""


@dataclass
class Keys:
    """The foreign keys of a table: those that fill all their columns, those that share some, and
    those whose columns are all inherited."""

    whole: list[ForeignKey] = field(default_factory=list)
    shared: list[ForeignKey] = field(default_factory=list)
    inherited: list[ForeignKey] = field(default_factory=list)


def sort_keys(dataset: Dataset, table: Table) -> Keys:
    """What becomes of each key; those that another one implies are left out."""
    keys, own_family = Keys(), table.parent_key
    for key in sorted(
        table.foreign_keys,
        key=lambda key: (key is not own_family, -len(key.columns), _may_share(dataset, key)),
    ):
        if any(implies(dataset, other, key) for other in keys.whole if _overlap(other, key)):
            continue
        given = [name for name in key.columns if inheritance(dataset, table, key, name)]
        if len(given) == len(key.columns):
            keys.inherited.append(key)
            continue
        beside = [other for other in keys.whole if _overlap(other, key)]
        if given:
            keys.shared.append(key)
        elif not beside:
            keys.whole.append(key)
        elif (
            len(beside) == 1
            and beside[0] is not own_family
            and key.references != table.name
            and implies(dataset, key, beside[0])
        ):
            keys.whole[keys.whole.index(beside[0])] = key
        else:
            keys.shared.append(key)
    return keys


def add_whole_keys(dataset: Dataset, plan: TablePlan, keys: Keys) -> list[Refusal]:
    """Gives each key that shares nothing its slot."""
    table, refusals = plan.table, list[Refusal]()
    for key in keys.whole:
        slot = new_slot(dataset, plan, key)
        if key is table.parent_key and table.per_parent is not None:
            parents = dataset.table(key.references).rows
            slot.family = plan.family = family_of(dataset, table, parents, slot.stream)
        elif slot.is_self:
            refusals += refer_to_earlier(plan, slot)
        plan.slots.update(dict.fromkeys(key.columns, slot))
    return refusals


def new_slot(
    dataset: Dataset, plan: TablePlan, key: ForeignKey, columns: tuple[str, ...] = ()
) -> KeySlot:
    """A slot for a key, which fills ``columns`` of it, or all."""
    parent = dataset.table(key.references)
    own = dict(zip(key.references_columns, key.columns, strict=True))
    telling = [
        frozenset(own[name] for name in names)
        for names in parent.unique_sets
        if set(names) <= set(own)
    ]
    stream = plan.stream.fork("key", *key.columns)
    is_self = parent.name == plan.table.name
    return KeySlot(key, parent.rows, is_self, stream, columns, tuple(telling))


def refer_to_earlier(plan: TablePlan, slot: KeySlot, *, within: bool = False) -> list[Refusal]:
    """Makes a self-reference lead to an earlier row; ``within``: to one with the same parent."""
    table, pick = plan.table, slot.key.pick
    required = [name for name in slot.columns if not table.column(name).nullable]
    unique = any(set(names) & set(slot.columns) for names in table.unique_sets)
    if isinstance(pick, OneToOne) and unique and required and table.rows > 1:
        text = "refers to each row at most once, and the first row can only refer to itself"
        return [(slot.name, text, f"make {required[0]} nullable")]
    within = within or (isinstance(pick, Tree) and pick.within == "parent")
    if within and plan.family is None:
        text = "stays within a parent whose children are not counted"
        return [(slot.name, text, "name the foreign key to that parent in per_parent")]
    try:
        if within and plan.family is not None:
            slot.earlier = SiblingReference(pick, slot.stream, plan.family)
        else:
            slot.earlier = SelfReference(pick, slot.stream, table.rows)
    except ValueError as error:
        text, _, repair = str(error).rpartition(": ")
        return [(slot.name, text, repair)]
    return []


def implies(dataset: Dataset, stronger: ForeignKey, weaker: ForeignKey) -> bool:
    """Whether rows that keep ``stronger`` keep ``weaker``: the parent has the same foreign key, or
    one that implies it, or both parents count their keys alike and the stronger one's has no more
    rows."""
    if not set(weaker.columns) <= set(stronger.columns):
        return False
    mapping = dict(zip(stronger.columns, stronger.references_columns, strict=True))
    via = [mapping[name] for name in weaker.columns]
    parent, target = dataset.table(stronger.references), dataset.table(weaker.references)
    if _leads(dataset, parent, via, weaker, set()):
        return True
    own = [parent.column(name).generator for name in via]
    other = [target.column(name).generator for name in weaker.references_columns]
    alike = own == other and all(isinstance(generator, Sequence) for generator in own)
    return alike and parent.rows <= target.rows


def _leads(
    dataset: Dataset, table: Table, columns: list[str], weaker: ForeignKey, seen: set[str]
) -> bool:
    """Whether the ``columns`` of a table hold values of what ``weaker`` refers to."""
    if table.name == weaker.references and columns == weaker.references_columns:
        return True
    place = f"{table.name} {columns}"
    if place in seen:
        return False
    seen.add(place)
    steps = [
        (key.references, dict(zip(key.columns, key.references_columns, strict=True)))
        for key in table.foreign_keys
    ]
    ways = [_inherited_from(dataset, table, name) for name in columns]
    if None not in ways and len({way[0] for way in ways if way}) == 1:
        pairs = {name: way[1].column for name, way in zip(columns, ways, strict=True) if way}
        steps.append((next(way[1].table for way in ways if way), pairs))
    return any(
        set(columns) <= set(pairs)
        and _leads(dataset, dataset.table(to), [pairs[name] for name in columns], weaker, seen)
        for to, pairs in steps
    )


def _inherited_from(
    dataset: Dataset, table: Table, name: str
) -> tuple[tuple[str, ...], Reference] | None:
    """The key through which a column inherits, and what; None for a column that does not."""
    generator = table.column(name).generator
    if not isinstance(generator, Inherit):
        return None
    try:
        found = resolve(dataset, table, generator.column)
    except ValueError:
        return None
    return (found.key, found) if found.key else None


def inheritance(dataset: Dataset, table: Table, key: ForeignKey, name: str) -> Reference | None:
    """What a column of ``key`` inherits from the row that another key chose; None where ``key``
    fills the column itself."""
    found = _inherited_from(dataset, table, name)
    return found[1] if found is not None and found[0] != tuple(key.columns) else None


def refuse_inherited(dataset: Dataset, table: Table, keys: Keys) -> list[Refusal]:
    """Keys whose columns are inherited from rows that promise no value of what they refer to."""
    refusals = list[Refusal]()
    for key in keys.inherited:
        found = [inheritance(dataset, table, key, name) for name in key.columns]
        origins = {(each.table, each.key) for each in found if each}
        columns = [each.column for each in found if each]
        (name, _), *others = origins
        if others or not _leads(dataset, dataset.table(name), columns, key, set()):
            text = f"is inherited from {name}, where no value is sure to be in {key.references}"
            repair = f"inherit columns that refer to {key.references}, or remove the foreign key"
            refusals.append((", ".join(key.columns), text, repair))
    return refusals


def alone(keys: Keys) -> list[tuple[str, ...]]:
    """The columns of shared keys of which no parent may have two rows."""
    return [tuple(key.columns) for key in keys.shared if isinstance(key.pick, OneToOne)]


def make_one_to_one(plan: TablePlan, keys: Keys) -> list[Refusal]:
    """Keys that are unique by themselves: each row gets a parent of its own."""
    table, refusals = plan.table, list[Refusal]()
    singles = {frozenset(names) for names in table.unique_sets}
    for key in keys.whole:
        slot = plan.key_slot(key.columns)
        if slot is None or slot.is_self:
            continue
        if not isinstance(key.pick, OneToOne) and not singles & {*slot.telling}:
            continue
        if slot.family is not None:
            if slot.family.most > 1:
                text = (
                    f"refers to each row of {key.references} at most once, and per_parent counts "
                    f"up to {slot.family.most:,} rows for one"
                )
                repair = "count at most 1 row per parent, or drop the unique constraint"
                refusals.append((slot.name, text, repair))
        elif slot.parent_rows < table.rows:
            text = (
                f"refers to each row of {key.references} at most once, and {table.rows:,} rows "
                f"have only {slot.parent_rows:,} to refer to"
            )
            repair = f"use at most {slot.parent_rows:,} rows here, or as many in {key.references}"
            refusals.append((slot.name, text, repair))
        else:
            slot.make_one_to_one()
    return refusals


def _may_share(dataset: Dataset, key: ForeignKey) -> bool:
    """Whether the parent's rows that agree in some columns of the key lie together."""
    family = dataset.table(key.references).per_parent
    return family is not None and 0 < len(set(family.columns) & set(key.references_columns)) < len(
        key.columns
    )


def _overlap(one: ForeignKey, other: ForeignKey) -> bool:
    return bool(set(one.columns) & set(other.columns))
