"""What may happen to a table without breaking what the spec promises of it and of others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assets.errors import InputError
from assets.schema.change_streams import SHARES, ChangeStream
from assets.schema.dataset import Dataset
from assets.schema.generators import Aggregate
from assets.schema.table import Table
from assets.tables.plan import TablePlan
from assets.tables.slots import ValueSlot

_LASTING = frozenset(
    {"uuid", "sequence", "position", "code", "person", "company", "product", "vehicle",
     "bank_account", "hierarchy"}
)  # fmt: skip
"""Kinds that say what a row is about: an update leaves them alone, unless it is told."""


@dataclass(frozen=True)
class Rules:
    """The shares of inserts, updates and deletes, and the slots that updates draw anew."""

    shares: tuple[float, float, float]
    slots: tuple[ValueSlot, ...]


def rules_of(dataset: Dataset, plans: Mapping[str, TablePlan], name: str) -> Rules:
    """The rules of a table's stream. Raises InputError for what the table does not allow."""
    table, plan = dataset.table(name), plans[name]
    stream = table.changes or ChangeStream()
    hindrances = {
        "insert": _no_inserts(table),
        "update": "",
        "delete": _no_deletes(dataset, plans, name),
    }
    fixed = _fixed_columns(plans, name)
    if stream.columns is not None:
        slots = _named_slots(plan, stream.columns, fixed)
    else:
        slots = _changing_slots(plan, fixed)
    if not slots:
        hindrances["update"] = "none of its columns may change without another one"
    shares = []
    for kind, default in SHARES.items():
        wanted, hindrance = getattr(stream, kind), hindrances[kind]
        if wanted and hindrance:
            raise InputError(
                f"there can be no {kind}s: {hindrance}", where=name, repair=f"set {kind}: 0"
            )
        shares.append(0.0 if hindrance else default if wanted is None else wanted)
    if not sum(shares):
        told = "; ".join(f"no {kind}s: {text}" for kind, text in hindrances.items() if text)
        raise InputError(f"nothing can change ({told})", where=name, repair="choose another table")
    insert, update, delete = shares
    return Rules((insert, update, delete), slots)


def _no_inserts(table: Table) -> str:
    if table.per_parent is not None:
        return "its rows are counted per parent"
    for column in table.columns:
        if isinstance(column.generator, Aggregate):
            return f"{column.name} is a figure over children, and a new row would have none"
    return ""


def _no_deletes(dataset: Dataset, plans: Mapping[str, TablePlan], name: str) -> str:
    for table in dataset.tables:
        if any(key.references == name for key in table.foreign_keys):
            return f"{table.name} refers to it"
        for column, derived in plans[table.name].derived.items():
            if derived.gathers == name:
                return f"{table.name}.{column} follows from several of its rows"
    return ""


def _fixed_columns(plans: Mapping[str, TablePlan], name: str) -> dict[str, str]:
    """Columns that no update may change, and why."""
    plan = plans[name]
    found = dict.fromkeys(plan.derived, "follows from other columns")
    for names in plan.table.unique_sets:
        found |= dict.fromkeys(names, "is in a key or unique")
    for column, slot in plan.slots.items():
        if not isinstance(slot, ValueSlot):
            found[column] = "is in a foreign key"
        elif slot.assignment is not None or slot.is_unique:
            found.setdefault(column, "is drawn along with others")
    for table, column, read in _read_elsewhere(plans, name):
        found.setdefault(read, f"is read by {table}.{column}")
    return found


def _read_elsewhere(plans: Mapping[str, TablePlan], name: str) -> Iterator[tuple[str, str, str]]:
    """Columns of other rows that follow from a column of this table, with that column."""
    for table, plan in plans.items():
        for column, derived in plan.derived.items():
            for reference in derived.reads:
                own_row = table == name and not reference.key and derived.gathers != name
                if reference.table == name and not own_row:
                    yield table, column, reference.column
        for column, slot in plan.slots.items():
            if not isinstance(slot, ValueSlot) and slot.key.references == name:
                yield table, column, slot.target(column)


def _named_slots(
    plan: TablePlan, names: list[str], fixed: Mapping[str, str]
) -> tuple[ValueSlot, ...]:
    where = plan.table.name
    for name in names:
        if name in fixed:
            raise InputError(
                f"updates cannot change {name}: it {fixed[name]}",
                where=where,
                repair="leave it out of columns",
            )
    slots = dict.fromkeys(plan.slots[name] for name in names)
    for slot in slots:
        left_out = [name for name in getattr(slot, "sources", ()) if name not in names]
        if left_out:
            raise InputError(
                f"{left_out[0]} is about the same as {slot.name.split(', ')[0]}, and changes with "
                f"it",
                where=where,
                repair=f"name all of {slot.name} in columns",
            )
    return tuple(slot for slot in slots if isinstance(slot, ValueSlot))


def _changing_slots(plan: TablePlan, fixed: Mapping[str, str]) -> tuple[ValueSlot, ...]:
    found = []
    for slot in dict.fromkeys(plan.slots.values()):
        columns = [column for column in plan.table.columns if plan.slots.get(column.name) is slot]
        kinds = {column.generator.kind for column in columns if column.generator is not None}
        lasts = kinds & _LASTING or any(column.type.is_temporal for column in columns)
        is_free = not lasts and not any(column.name in fixed for column in columns)
        if is_free and isinstance(slot, ValueSlot):
            found.append(slot)
    return tuple(found)
