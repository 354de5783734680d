"""Figures for a target to begin with: those that the column has by itself."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from assets.schema.generator_fields import category_text
from assets.schema.types import ColumnType
from studio_ui.editing.target_groups import Group

Data = dict[str, Any]


def starting_figure(
    group: Group, what: str, column: Data, rows: pa.Table | None, whole: int, named: list[str]
) -> Any:
    """The sum or mean that ``rows``, a sample of the table's ``whole`` rows, let expect; of each of
    the categories ``named`` where they have their own. Without a sample it is 1."""
    if group.whose == "parent":
        return group.name
    name = str(column["name"])
    if rows is None or not rows.num_rows:
        return dict.fromkeys(named, 1) if group.whose == "own" else 1
    values = [float(value or 0) for value in rows[name].to_pylist()]
    if group.whose == "own":
        of = [category_text(value) for value in rows[group.name].to_pylist()]
        found: dict[str, Any] = {}
        for category in named:
            some = [value for value, each in zip(values, of, strict=True) if each == category]
            found[category] = _figure(some or values, what, whole * len(some) / len(of), column)
        return found
    parts = len(named) if group.whose == "alike" and named else 1
    return _figure(values, what, whole / parts, column)


def _figure(values: list[float], what: str, rows: float, column: Data) -> int | float:
    mean = sum(values) / len(values)
    found = ColumnType.parse(column["type"])
    if what == "mean":
        return round(mean, max(2, found.scale or 0))
    total = mean * max(1, round(rows))
    return round(total) if found.is_integer else round(total, found.scale or 0)
