"""Repairs of problems whose own place offers none: of any column, any key, any table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assets.errors import SpecError
from assets.schema.dataset import Dataset, dataset_from
from assets.schema.problems import Problem
from assets.schema.repairs import parts
from assets.schema.repairs.edits import Edit, Repair
from assets.schema.table import ForeignKey, OneToOne, Table
from assets.tables.plan import plan_dataset
from assets.tables.refusals import refitted

_NUMBER = re.compile(r"\d[\d,.]*")


def offers_for(dataset: Dataset, problem: Problem) -> list[Repair]:
    """What mends the problem of a column: another fit of its generator and type, another
    generator, or no column; of a key: other rows or another choice of them, which is tried first,
    or no key; of a whole table: no table."""
    table = next((table for table in dataset.tables if table.name == problem.table), None)
    if table is None:
        return []
    names = set(problem.column.split(", "))
    columns = [column for column in table.columns if column.name in names]
    keys = [key for key in table.foreign_keys if names & set(key.columns)]
    offers = [
        offer
        for key in keys
        for offer in _of_a_key(dataset, table, key)
        if _mends(dataset, offer, problem)
    ]
    offers += [parts.without_key(table, key) for key in keys]
    for column in columns:
        if any(column.name in key.columns for key in keys):
            continue
        offers += refitted(dataset, table, column)
        if len(columns) == 1:
            offers.append(parts.filled(table, column))
            offers += parts.without_column(dataset, table, column.name)
    return offers or parts.without_table(dataset, table)


def _of_a_key(dataset: Dataset, table: Table, key: ForeignKey) -> Iterator[Repair]:
    parent = dataset.table(key.references)
    if parent.rows < table.rows and parent.name != table.name:
        yield from parts.lower_rows(dataset, table, parent.rows)
        yield from parts.raise_rows(parent, table.rows)
    if key is table.parent_key:
        count = {"kind": "integer", "min": 0 if table.rows < parent.rows else 1, "max": 1}
        at = ("tables", table.name, "per_parent")
        yield Repair(
            "count at most 1 row per parent",
            (Edit((*at, "by"), removes=True), Edit((*at, "count"), count)),
        )
    yield from _freed(dataset, table, key)
    required = [name for name in key.columns if not table.column(name).nullable]
    if required:
        yield from parts.nullable(table, *required)
    if "pick" in key.model_fields_set and not isinstance(key.pick, OneToOne):
        pick = ("tables", table.name, "foreign_keys", table.foreign_keys.index(key), "pick")
        yield Repair(f"pick rows of {parent.name} evenly", (Edit(pick, removes=True),))


def _freed(dataset: Dataset, table: Table, key: ForeignKey) -> list[Repair]:
    """Lets several rows refer to one parent."""
    unique = any(set(names) == set(key.columns) for names in table.unique_sets)
    offers = parts.without_unique(dataset, table, key.columns) if unique else []
    if not isinstance(key.pick, OneToOne) or (unique and not offers):
        return offers
    at = ("tables", table.name, "foreign_keys", table.foreign_keys.index(key), "pick")
    free = offers[0].edits if offers else ()
    text = f"let several rows refer to one of {key.references}"
    return [Repair(text, (*free, Edit(at, removes=True)))]


def _mends(dataset: Dataset, repair: Repair, problem: Problem) -> bool:
    """Whether the plan of the mended spec is without the problem, whatever its numbers."""
    plain = dataset.model_dump(mode="json", exclude_defaults=True)
    try:
        mended = dataset_from(repair.applied(plain))
    except SpecError:
        return False
    return _sign(problem) not in map(_sign, plan_dataset(mended)[1])


def _sign(problem: Problem) -> tuple[str, str, str]:
    return problem.table, problem.column, _NUMBER.sub("#", problem.text)
