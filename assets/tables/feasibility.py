"""Whether a spec can be generated at all: asked before the first row is made."""

from __future__ import annotations

from assets.errors import InfeasibleSpecError
from assets.schema.dataset import Dataset
from assets.schema.problems import Problem
from assets.schema.repairs import parts
from assets.schema.repairs.edits import Repair
from assets.schema.table import Table
from assets.settings import Settings, settings
from assets.tables.change_streams.rules import rules_of
from assets.tables.offers import offers_for
from assets.tables.plan import plan_dataset
from assets.tables.sampling import sample_problems
from assets.tables.unmet_filters import unmet_filters

SAMPLE_ROWS = 10_000
"""Rows of each table on which checks and the fit of keys are tried."""

GLANCE_ROWS = 2_000
"""The same while a person edits, when every keystroke is checked."""

MOST_SHOWN = 3
"""Problems that one error message names."""


def problems(
    dataset: Dataset, *, limits: Settings | None = None, sample_rows: int = SAMPLE_ROWS
) -> list[Problem]:
    """Everything that makes the spec infeasible, as far as its plan and a sample show, with
    repairs."""
    limits = limits or settings()
    over = _over_limits(dataset, limits)
    if over:
        return over
    plans, found = plan_dataset(dataset)
    found = _required_circles(dataset) + found
    if not found:
        rules = [rules_of(dataset, plans, table.name) for table in dataset.tables if table.changes]
        found = [each for each in rules if isinstance(each, Problem)]
    if not found:
        found = unmet_filters(dataset, plans)
    if not found:
        found = sample_problems(dataset, sample_rows, limits.max_output_bytes)
    return [_with_offers(dataset, problem) for problem in found]


def _with_offers(dataset: Dataset, problem: Problem) -> Problem:
    """A problem that its own place knows how to mend needs no other repair."""
    return problem if problem.repairs else problem.offering(*offers_for(dataset, problem))


def require_feasible(dataset: Dataset, *, where: str = "") -> None:
    """Raises InfeasibleSpecError, naming the first problems, unless there are none."""
    found = problems(dataset)
    if found:
        shown = "; ".join(map(str, found[:MOST_SHOWN]))
        more = len(found) - MOST_SHOWN
        repair = f"{more} more problems are listed by dataforge validate" if more > 0 else ""
        raise InfeasibleSpecError(shown, where=where or dataset.name, repair=repair)


def require_within_limits(dataset: Dataset) -> None:
    """Raises InfeasibleSpecError when the dataset is larger than the settings allow."""
    over = _over_limits(dataset, settings())
    if over:
        raise InfeasibleSpecError(str(over[0]), where=dataset.name)


def _over_limits(dataset: Dataset, limits: Settings) -> list[Problem]:
    found = []
    if len(dataset.tables) > limits.max_tables:
        text = f"the dataset has {len(dataset.tables):,} tables, the limit is {limits.max_tables:,}"
        offers = parts.without_some_tables(dataset, limits.max_tables)
        repair = "remove some, or raise DATAFORGE_MAX_TABLES"
        found.append(Problem("", "", text, repair, tuple(offers)))
    for table in dataset.tables:
        if table.rows > limits.max_rows:
            text = f"{table.rows:,} rows are asked for, the limit is {limits.max_rows:,}"
            repair = f"use at most {limits.max_rows:,} rows, or raise DATAFORGE_MAX_ROWS"
            offers = parts.lower_rows(dataset, table, limits.max_rows)
            found.append(Problem(table.name, "", text, repair, tuple(offers)))
        if len(table.columns) > limits.max_columns:
            text = f"has {len(table.columns):,} columns, the limit is {limits.max_columns:,}"
            repair = "remove some, or raise DATAFORGE_MAX_COLUMNS"
            offers = parts.without_some_columns(dataset, table, limits.max_columns)
            found.append(Problem(table.name, "", text, repair, tuple(offers)))
    return found


def _required_circles(dataset: Dataset) -> list[Problem]:
    """Circles of foreign keys that may not be NULL: no table of one could be loaded first."""
    required: dict[str, dict[str, str]] = {table.name: {} for table in dataset.tables}
    for table in dataset.tables:
        for key in table.foreign_keys:
            nullable = any(table.column(name).nullable for name in key.columns)
            if key.references != table.name and not nullable:
                required[table.name][key.references] = ", ".join(key.columns)
    found, done = list[Problem](), set[str]()
    for start in required:
        circle = _circle(required, start)
        if circle and not done & set(circle):
            done |= set(circle)
            path = " -> ".join([*circle, start])
            column = required[start][circle[1] if len(circle) > 1 else start]
            text = f"required foreign keys form a circle ({path}), so that no table can be first"
            offers = _opened(dataset.table(start), circle[1])
            repair = f"make {start}.{column} nullable"
            found.append(Problem(start, column, text, repair, tuple(offers)))
    return found


def _opened(table: Table, parent: str) -> list[Repair]:
    """Lets a table come before the parent: by keys that may be NULL, or without them."""
    keys = [
        key
        for key in table.foreign_keys
        if key.references == parent and not any(table.column(c).nullable for c in key.columns)
    ]
    columns = [next((c for c in k.columns if c not in table.primary_key), None) for k in keys]
    free = [column for column in columns if column is not None]
    optional = parts.nullable(table, *free) if len(free) == len(keys) else []
    return [*optional, *(parts.without_key(table, key) for key in keys)]


def _circle(edges: dict[str, dict[str, str]], start: str) -> list[str]:
    """The shortest way from ``start`` back to itself, without the return; else nothing."""
    ways = [[start]]
    seen = {start}
    for way in ways:
        for target in edges[way[-1]]:
            if target == start:
                return way
            if target not in seen:
                seen.add(target)
                ways.append([*way, target])
    return []
