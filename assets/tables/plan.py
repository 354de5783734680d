"""The plan of a dataset: for every table its slots, and everything that stands in their way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from assets.errors import SpecError
from assets.schema.dataset import Dataset
from assets.schema.exactness import is_exact
from assets.schema.generators import Hierarchy
from assets.schema.generators import Position as PositionGenerator
from assets.schema.groups import with_tree
from assets.schema.problems import Problem as Problem
from assets.schema.repairs import parts
from assets.schema.repairs.edits import Edit, Repair
from assets.schema.table import Column, Table
from assets.tables.correlations import correlate
from assets.tables.deals import Dealt, deal_of
from assets.tables.derived.base import Derived, Scope
from assets.tables.derived.registry import DERIVED, build_derived
from assets.tables.families import Family
from assets.tables.flaws.table_flaws import TableFlaws, build_flaws
from assets.tables.generators.base import Source, Target
from assets.tables.generators.registry import build_source
from assets.tables.growth import grow
from assets.tables.keys import (
    add_whole_keys,
    alone,
    implies,
    make_one_to_one,
    refuse_inherited,
    sort_keys,
)
from assets.tables.polymorphic import PolymorphicSlot
from assets.tables.randomness import Stream, key_of
from assets.tables.references import Reference
from assets.tables.refusals import refusal_of, wider
from assets.tables.rows import RowBatch
from assets.tables.shared_keys import link_shared_keys
from assets.tables.slots import KeySlot, Position, Slot, ValueSlot
from assets.tables.targets.build import build_target
from assets.tables.uniqueness import Refusal, assign_unique

US_ENGLISH = Repair("use the locale en_US", (Edit(("locale",), removes=True),))

Place = tuple[str, str]
"""A table and one of its columns."""


@dataclass
class TablePlan:
    """How one table is filled: each of its columns is in ``slots`` or in ``derived``.

    ``family`` says whose children the rows are. ``whole`` are all rows of a small table, kept for
    those that refer to it.
    """

    table: Table
    stream: Stream
    family: Family | None = None
    slots: dict[str, Slot] = field(default_factory=dict)
    derived: dict[str, Derived] = field(default_factory=dict)
    flaws: TableFlaws | None = None
    whole: RowBatch | None = field(default=None, repr=False, compare=False)

    def key_slot(self, columns: Iterable[str]) -> KeySlot | None:
        """The slot of the foreign key on just these columns; None where the key has none."""
        wanted = list(columns)
        slots = (self.slots.get(name) for name in wanted)
        return next((s for s in slots if isinstance(s, KeySlot) and s.key.columns == wanted), None)


def plan_dataset(dataset: Dataset) -> tuple[dict[str, TablePlan], list[Problem]]:
    """A plan for each table, and the problems found; plans are usable only without problems."""
    plans, problems = _plan(dataset.before(0) if dataset.appends else dataset)
    if dataset.appends and not problems:
        problems = [Problem(*fault) for fault in grow(plans, dataset)]
        problems += _lost_keys(dataset, plans)
    return plans, problems or _plan_flaws(dataset, plans)


def _plan(dataset: Dataset) -> tuple[dict[str, TablePlan], list[Problem]]:
    plans: dict[str, TablePlan] = {}
    problems: list[Problem] = []
    keys = {table.name: sort_keys(dataset, table) for table in dataset.tables}
    for table in dataset.tables:
        stream = Stream(key_of("table", dataset.seed, table.name))
        plan = plans[table.name] = TablePlan(table, stream)
        found = add_whole_keys(dataset, plan, keys[table.name])
        found += refuse_inherited(dataset, table, keys[table.name])
        problems += [Problem(table.name, *refusal) for refusal in found]
        _plan_polymorphic(dataset, plan, problems)
    problems += [
        Problem(table, *refusal) for table, refusal in link_shared_keys(dataset, plans, keys)
    ]
    for table in dataset.tables:
        plan = plans[table.name]
        _plan_values(dataset, plan, problems)
        _plan_derived(dataset, plan, problems)
        if all(c.name in plan.slots or c.name in plan.derived for c in table.columns):
            found = make_one_to_one(plan, keys[table.name])
            problems += [Problem(table.name, *refusal) for refusal in found]
            refused = assign_unique(table, plan.slots, plan.stream, alone(keys[table.name]))
            problems += [_not_unique(dataset, table, refusal) for refusal in refused]
            problems += [
                Problem(table.name, refusal.column, refusal.text, refusal.repair, refusal.repairs)
                for refusal in correlate(table, plan.slots, plan.derived)
            ]
    circles = _circles(plans)
    return plans, problems + (circles or _copied_nulls(plans))


def _plan_polymorphic(dataset: Dataset, plan: TablePlan, problems: list[Problem]) -> None:
    for key in plan.table.polymorphic_keys:
        own = plan.stream.fork("polymorphic key", *key.columns)
        try:
            slot = PolymorphicSlot(dataset, plan.table, key, own)
        except ValueError as error:
            text, _, repair = str(error).rpartition(": ")
            offers = (
                parts.retyped(plan.table, key.type_column, "text"),
                parts.without_polymorphic_key(plan.table, key),
            )
            problems.append(Problem(plan.table.name, key.type_column, text, repair, offers))
        else:
            plan.slots.update(dict.fromkeys(key.columns, slot))


def _lost_keys(dataset: Dataset, plans: dict[str, TablePlan]) -> list[Problem]:
    """Foreign keys that another one implied before an append, and no longer after it."""
    problems = []
    for table in dataset.tables:
        slots = plans[table.name].slots
        for key in table.foreign_keys:
            kept = [slot.key for slot in map(slots.get, key.columns) if isinstance(slot, KeySlot)]
            if not kept:  # all columns are inherited from rows that keep the key
                continue
            for appends in range(1, len(dataset.appends) + 1):
                then = dataset.before(appends)
                if key in kept or any(implies(then, other, key) for other in kept):
                    continue
                counts = {
                    name: then.table(name).rows for name in (kept[0].references, key.references)
                }
                text = "refers to " + " and to ".join(
                    f"{name} with {rows:,} rows" for name, rows in counts.items()
                )
                repair = f"append at least as many rows to {key.references}"
                problems.append(Problem(table.name, ", ".join(key.columns), text, repair))
                break
    return problems


def _plan_flaws(dataset: Dataset, plans: dict[str, TablePlan]) -> list[Problem]:
    """Builds the flaws of the tables that have some, once all plans are usable."""
    problems = list[Problem]()
    for table in dataset.tables:
        if table.flaws:
            plan = plans[table.name]
            plan.flaws, found = build_flaws(dataset, plans, table.name, _require_keys)
            problems += found
    return problems


def _plan_values(dataset: Dataset, plan: TablePlan, problems: list[Problem]) -> None:
    """Builds the sources of all other columns; those about one entity share a slot."""
    table, entities = plan.table, dict[str, ValueSlot]()
    targeted = {target.column for target in table.targets}
    alone = {names[0] for names in table.unique_sets if len(names) == 1}
    for column in table.columns:
        if column.name in plan.slots or column.name in targeted or _is_derived(column):
            continue
        source = _source(dataset, table, column, column.name in alone, problems)
        if source is None:
            continue
        if source.unique_by_row and table.rows > source.distinct:
            problems.append(
                Problem(
                    table.name,
                    column.name,
                    f"the {column.generator.kind if column.generator else ''} leaves {column.type} "
                    f"after {source.distinct:,} of {table.rows:,} rows",
                    f"widen the type, or use at most {source.distinct:,} rows",
                    (
                        *wider(table, column),
                        *parts.lower_rows(dataset, table, source.distinct),
                    ),
                )
            )
        if isinstance(column.generator, PositionGenerator):
            if plan.family is None:
                text = "is a position among siblings, and the table does not count per parent"
                repair = "give the table per_parent, or use sequence"
                problems.append(Problem(table.name, column.name, text, repair))
                continue  # the offers of any column do
            own = plan.stream.fork("column", column.name)
            slot = ValueSlot({column.name: source}, own, Position(plan.family))
        elif is_exact(column.generator):
            own = plan.stream.fork("column", column.name)
            slot = ValueSlot({column.name: source}, own, Dealt(deal_of(column, table.rows, own)))
        elif not source.entity:
            slot = ValueSlot({column.name: source}, plan.stream.fork("column", column.name))
        elif source.entity in entities:
            slot = entities[source.entity]
            slot.sources[column.name] = source
        else:
            own = plan.stream.fork("entity", source.entity)
            slot = entities[source.entity] = ValueSlot({column.name: source}, own)
        plan.slots[column.name] = slot


def _source(
    dataset: Dataset, table: Table, column: Column, alone: bool, problems: list[Problem]
) -> Source | None:
    if column.generator is None:  # its foreign key was refused
        return None
    target = Target(column.type, dataset.locale, table.rows if alone else 0, is_column=True)
    generator = column.generator
    if isinstance(generator, Hierarchy):
        generator = with_tree(generator, table.columns)
    try:
        return build_source(generator, target)
    except SpecError as error:
        offers = [] if dataset.locale == "en_US" else [US_ENGLISH]
        problems.append(Problem("", "", error.problem, error.repair, tuple(offers)))
    except ValueError as error:
        problems.append(refusal_of(table, column, error))
    return None


def _plan_derived(dataset: Dataset, plan: TablePlan, problems: list[Problem]) -> None:
    """Builds the columns that follow from others, once the table's keys are known."""
    table = plan.table
    targets = {target.column: target for target in table.targets}
    for column in table.columns:
        target = targets.get(column.name)
        if column.name in plan.slots or not (target or _is_derived(column)):
            continue
        assert column.generator is not None
        scope = Scope(dataset, table, column, plan.family)
        try:
            if target is not None:
                derived: Derived = build_target(target, scope, plan.stream)
            else:
                derived = build_derived(column.generator, scope)
            _require_keys(plan, derived.reads)
        except SpecError as error:
            problems.append(Problem(table.name, column.name, error.problem, error.repair))
        except ValueError as error:
            problems.append(refusal_of(table, column, error))
        else:
            plan.derived[column.name] = derived


def _is_derived(column: Column) -> bool:
    return column.generator is not None and column.generator.kind in DERIVED


def _require_keys(plan: TablePlan, reads: tuple[Reference, ...]) -> None:
    """Raises ValueError when a parent is reached by a key that another one implies: then no row of
    it is chosen."""
    for reference in reads:
        if not reference.key or plan.key_slot(reference.key) is not None:
            continue
        slot = next((plan.slots[name] for name in reference.key if name in plan.slots), None)
        if isinstance(slot, KeySlot):
            raise ValueError(
                f"the row of {reference.table} follows from that of {slot.key.references}: "
                f"inherit its columns through {slot.key.references}"
            )


def _not_unique(dataset: Dataset, table: Table, refusal: Refusal) -> Problem:
    if set(refusal.columns) not in map(set, table.unique_sets):  # a key's pick asks for it
        return Problem(table.name, ", ".join(refusal.columns), refusal.text, refusal.repair)
    offers = list(parts.without_unique(dataset, table, refusal.columns))
    if refusal.most > 1:
        offers = [*parts.lower_rows(dataset, table, refusal.most), *offers]
    for name in refusal.columns:
        column = table.column(name)
        if column.generator is not None:
            offers += parts.telling_apart(table, column)
    column_name = refusal.columns[0] if len(refusal.columns) == 1 else ""
    return Problem(table.name, column_name, refusal.text, refusal.repair, tuple(offers))


def _copied_nulls(plans: dict[str, TablePlan]) -> list[Problem]:
    """Required foreign keys to columns that have NULLs to copy."""
    problems = []
    for table, plan in plans.items():
        for column in plan.table.columns:
            slot = plan.slots.get(column.name)
            if isinstance(slot, PolymorphicSlot) and column.name == slot.key.id_column:
                problems += _ids_without_value(plans, table, slot)
            if not isinstance(slot, KeySlot) or column.nullable:
                continue
            parent, target = slot.key.references, slot.target(column.name)
            if _has_nulls(plans, parent, target):
                text = f"is not nullable, and {parent}.{target}, to which it refers, holds NULLs"
                repair = f"make {column.name} nullable, or {parent}.{target} free of NULLs"
                own = parts.nullable(plan.table, column.name)
                source = plans[parent].table
                offers = (*own, *_free_of_nulls(source, target))
                problems.append(Problem(table, column.name, text, repair, offers))
    return problems


def _free_of_nulls(table: Table, column: str) -> list[Repair]:
    keys = [key for key in table.foreign_keys if column in key.columns]
    if not keys:
        return [parts.without_nulls(table, column)]
    return [parts.without_key(table, key) for key in keys]


def _ids_without_value(
    plans: dict[str, TablePlan], table: str, slot: PolymorphicSlot
) -> list[Problem]:
    """References of a polymorphic key to columns that hold NULLs, which are nobody's id."""
    return [
        Problem(
            table,
            slot.key.id_column,
            f"refers to {reference.table}.{reference.column}, which holds NULLs",
            f"refer to the primary key of {reference.table}",
            (parts.without_polymorphic_key(plans[table].table, slot.key),),
        )
        for reference in slot.key.possible
        if _has_nulls(plans, reference.table, reference.column)
    ]


def _has_nulls(plans: dict[str, TablePlan], table: str, name: str) -> bool:
    column, slot = plans[table].table.column(name), plans[table].slots.get(name)
    if column.null_rate > 0 or (slot is None and column.nullable):
        return True
    if isinstance(slot, PolymorphicSlot):
        optional = any(key.is_self for key in slot.keys)
        return slot.key.null_rate > 0 or (optional and column.nullable)
    if not isinstance(slot, KeySlot):
        return False
    optional = slot.is_self or (slot.candidates is not None and slot.candidates.family.least == 0)
    if slot.key.null_rate > 0 or (optional and column.nullable):
        return True
    return _has_nulls(plans, slot.key.references, slot.target(name))


def _circles(plans: dict[str, TablePlan]) -> list[Problem]:
    """Columns whose values would depend on themselves."""
    reads: dict[Place, list[Place]] = {}
    for table, plan in plans.items():
        for column, slot in plan.slots.items():
            if isinstance(slot, KeySlot):
                reads[table, column] = [(slot.key.references, slot.target(column))]
            if isinstance(slot, PolymorphicSlot) and column == slot.key.id_column:
                reads[table, column] = [(ref.table, ref.column) for ref in slot.key.possible]
        for column, derived in plan.derived.items():
            reads[table, column] = [
                (reference.table, reference.column) for reference in derived.reads
            ]
    problems, done = list[Problem](), set[Place]()
    for start in reads:
        circle = _circle(reads, start, done)
        if circle:
            path = " -> ".join(".".join(place) for place in [*circle, circle[0]])
            text = f"each column of this circle follows from the next, and none is made: {path}"
            repair = "give one of the columns a generator of its own"
            offers = [offer for place in circle for offer in _broken_open(plans, *place)]
            problems.append(Problem(*circle[0], text, repair, tuple(offers)))
    return problems


def _broken_open(plans: dict[str, TablePlan], name: str, column: str) -> list[Repair]:
    table, slot = plans[name].table, plans[name].slots.get(column)
    if isinstance(slot, KeySlot):
        return [parts.without_key(table, slot.key)]
    return [parts.filled(table, table.column(column))]


def _circle(reads: dict[Place, list[Place]], start: Place, done: set[Place]) -> list[Place]:
    """A circle that ``start`` leads into; ``done`` are the places known to lead into none."""
    path: list[Place] = []
    todo: list[tuple[Place, int]] = [(start, 0)]
    while todo:
        place, depth = todo.pop()
        done.update(path[depth:])
        del path[depth:]
        if place in path:
            done.update(path)
            return path[path.index(place) :]
        if place not in done:
            path.append(place)
            todo += [(target, depth + 1) for target in reads.get(place, [])]
    done.update(path)
    return []
