"""What may happen to a table without breaking what the spec promises of it and of others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assets.schema.change_streams import SHARES, ChangeStream
from assets.schema.dataset import Dataset
from assets.schema.exactness import is_exact
from assets.schema.generators import Aggregate
from assets.schema.problems import Problem
from assets.schema.repairs.edits import Edit, Repair, removing
from assets.schema.table import Table
from assets.tables.plan import TablePlan, plan_dataset
from assets.tables.polymorphic import PolymorphicSlot
from assets.tables.slots import KeySlot, ValueSlot

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


def rules_of(dataset: Dataset, plans: Mapping[str, TablePlan], name: str) -> Rules | Problem:
    """The rules of a table's stream, or what it asks for and the table does not allow."""
    table, plan = dataset.table(name), plans[name]
    stream = table.changes or ChangeStream()
    nothing = removing(f"do not say what changes in {name}", "tables", name, "changes")
    if table.flaws:
        text = "its rows are written with flaws, and events would begin with others than those"
        flawless = removing(f"leave out the flaws of {name}", "tables", name, "flaws")
        return Problem(name, "", text, "leave out its flaws", (nothing, flawless))
    hindrances = {
        "insert": _no_inserts(dataset, table),
        "update": "",
        "delete": _no_deletes(dataset, plans, name),
    }
    fixed = _fixed_columns(plans, name)
    if stream.columns is not None:
        refusal = _refused_columns(plan, stream.columns, fixed)
        if refusal is not None:
            return refusal
        named = dict.fromkeys(plan.slots[each] for each in stream.columns)
        slots = tuple(slot for slot in named if isinstance(slot, ValueSlot))
    else:
        slots = _changing_slots(plan, fixed)
    if not slots:
        hindrances["update"] = "none of its columns may change without another one"
    at = ("tables", name, "changes")
    wanted = {
        kind: default if getattr(stream, kind) is None else getattr(stream, kind)
        for kind, default in SHARES.items()
    }
    shares = [0.0 if hindrances[kind] else share for kind, share in wanted.items()]
    for kind, hindrance in hindrances.items():
        if hindrance and getattr(stream, kind):
            text = f"there can be no {kind}s: {hindrance}"
            none = Repair(f"let there be no {kind}s in {name}", (Edit((*at, kind), 0),))
            offers = (none, nothing) if sum(shares) else (nothing,)
            return Problem(name, "", text, f"set {kind}: 0 in its changes", offers)
    if not sum(shares):
        told = "; ".join(f"no {kind}s: {text}" for kind, text in hindrances.items() if text)
        text = f"nothing can change ({told})" if told else "nothing changes"
        return Problem(name, "", text, "choose another table", (nothing,))
    insert, update, delete = shares
    return Rules((insert, update, delete), slots)


def _no_inserts(dataset: Dataset, table: Table) -> str:
    if table.per_parent is not None:
        return "its rows are counted per parent"
    for column in table.columns:
        if isinstance(column.generator, Aggregate):
            return f"{column.name} is a figure over children, and a new row would have none"
        if is_exact(column.generator):
            return f"{column.name} has exact counts, and rows that come one by one have none"
    if table.targets:
        return f"{table.targets[0].column} has a target, and rows that come one by one meet none"
    found = plan_dataset(dataset.append({table.name: 1}))[1]
    return f"{found[0].column or table.name} {found[0].text}" if found else ""


def _no_deletes(dataset: Dataset, plans: Mapping[str, TablePlan], name: str) -> str:
    for table in dataset.tables:
        if name in table.parents:
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
        if isinstance(slot, PolymorphicSlot):
            found[column] = "is in a polymorphic key"
        elif isinstance(slot, KeySlot):
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
            if isinstance(slot, KeySlot) and slot.key.references == name:
                yield table, column, slot.target(column)
        for key in plan.table.polymorphic_keys:
            for owner in key.references:
                if owner.table == name:
                    yield table, key.id_column, owner.column


def _refused_columns(plan: TablePlan, names: list[str], fixed: Mapping[str, str]) -> Problem | None:
    """Why updates cannot change these columns; None when they can."""
    table, at = plan.table.name, ("tables", plan.table.name, "changes", "columns")
    free = removing("let updates change what they may", *at)
    for name in names:
        if name in fixed:
            text = f"updates cannot change it: it {fixed[name]}"
            left = [each for each in names if each not in fixed]
            fewer = Repair(f"leave {name} out of the changes", (Edit(at, left),))
            offers = (fewer, free) if left else (free,)
            return Problem(table, name, text, "leave it out of columns", offers)
    for slot in dict.fromkeys(plan.slots[name] for name in names):
        assert isinstance(slot, ValueSlot)
        left_out = [name for name in slot.sources if name not in names]
        if left_out:
            text = f"is about the same as {slot.name.split(', ')[0]}, and changes with it"
            all_of = Repair(f"let {slot.name} change", (Edit(at, [*names, *left_out]),))
            repair = f"name all of {slot.name} in columns"
            return Problem(table, left_out[0], text, repair, (all_of, free))
    return None


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
