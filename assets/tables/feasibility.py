"""Whether a spec can be generated at all: asked before the first row is made."""

from __future__ import annotations

import pyarrow as pa

from assets.errors import GenerationError, InfeasibleSpecError, SpecError
from assets.schema.dataset import Dataset
from assets.schema.types import ColumnType
from assets.settings import Settings, settings
from assets.tables.engine import Engine
from assets.tables.expressions import columns_of, evaluate
from assets.tables.plan import Problem, plan_dataset

__all__ = [
    "MOST_SHOWN",
    "SAMPLE_ROWS",
    "Problem",
    "problems",
    "require_feasible",
    "require_within_limits",
]

SAMPLE_ROWS = 1_000
"""Rows of each table on which checks and the fit of keys are tried."""

MOST_SHOWN = 3
"""Problems that one error message names."""


def problems(dataset: Dataset, *, limits: Settings | None = None) -> list[Problem]:
    """Everything that makes the spec infeasible, as far as its plan and a sample show."""
    over = _over_limits(dataset, limits or settings())
    if over:
        return over
    return (_required_circles(dataset) + plan_dataset(dataset)[1]) or _sample(dataset)


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
        found.append(Problem("", "", text, "remove some, or raise DATAFORGE_MAX_TABLES"))
    for table in dataset.tables:
        if table.rows > limits.max_rows:
            text = f"{table.rows:,} rows are asked for, the limit is {limits.max_rows:,}"
            repair = f"use at most {limits.max_rows:,} rows, or raise DATAFORGE_MAX_ROWS"
            found.append(Problem(table.name, "", text, repair))
        if len(table.columns) > limits.max_columns:
            text = f"has {len(table.columns):,} columns, the limit is {limits.max_columns:,}"
            found.append(Problem(table.name, "", text, "raise DATAFORGE_MAX_COLUMNS"))
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
            found.append(Problem(start, column, text, f"make {start}.{column} nullable"))
    return found


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


def _sample(dataset: Dataset) -> list[Problem]:
    """Tries some rows of each table: do the keys fit, are the checks met?"""
    engine, found = Engine(dataset), list[Problem]()
    for table in dataset.tables:
        first = min(table.rows, SAMPLE_ROWS)
        try:
            batch = engine.chunk(table.name, 0, first)
            engine.chunk(table.name, table.rows - 1, table.rows)
            if table.appended:
                start = table.rows - table.appended[-1]
                engine.chunk(table.name, start, min(start + SAMPLE_ROWS, table.rows))
        except GenerationError as error:
            column = error.where.removeprefix(f"{table.name}.")
            found.append(Problem(table.name, column, error.problem, error.repair))
            continue
        for check in table.checks:
            found += _broken(table.name, check.sql, batch)
    return found


def _broken(table: str, sql: str, batch: pa.RecordBatch) -> list[Problem]:
    try:
        names = columns_of(sql, batch.schema.names, where=table)
        columns = {name: batch.column(name[0]) for name in names}
        boolean = ColumnType("boolean")
        met = evaluate(sql, columns, len(batch), boolean, where=table)
    except (SpecError, GenerationError) as error:
        return [Problem(table, "", f"the check {sql!r}: {error.problem}", "correct or remove it")]
    broken = len(batch) - met.fill_null(True).true_count
    if not broken:
        return []
    text = f"{broken:,} of {len(batch):,} sampled rows break the check {sql!r}"
    read = ", ".join(path[0] for path in names)
    return [Problem(table, read, text, "change the generators, or remove the check")]
