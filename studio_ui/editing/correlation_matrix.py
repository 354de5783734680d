"""A correlation of plain spec data as a matrix to edit, and back.

One that is written as ``pairs`` stays so as long as only its numbers are edited.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assets.schema.types import ColumnType
from studio_ui.editing.generator_kinds import is_type

Data = dict[str, Any]
Matrix = list[list[float]]


def names_of(correlation: Data) -> list[str]:
    """The correlated columns, in the order of the matrix."""
    pairs = correlation.get("pairs")
    if not pairs:
        return list(correlation.get("columns") or [])
    return list(dict.fromkeys(name for one, others in pairs.items() for name in (one, *others)))


def matrix_of(correlation: Data) -> Matrix:
    """The rank correlation of each column with each; 0 where none is given, 1 with itself."""
    names = names_of(correlation)
    given = {
        frozenset((one, other)): float(value)
        for one, others in (correlation.get("pairs") or {}).items()
        for other, value in others.items()
    }
    rows = correlation.get("matrix") or []
    for one, row in zip(names, rows, strict=False):
        given |= {frozenset((one, other)): v for other, v in zip(names, row, strict=False)}
    return [
        [1.0 if one == other else given.get(frozenset((one, other)), 0.0) for other in names]
        for one in names
    ]


def with_coefficient(correlation: Data, one: str, other: str, value: float) -> Data:
    """The correlation in which two columns have another coefficient, both ways round."""
    if one == other:
        return correlation
    pairs = correlation.get("pairs")
    if pairs:
        here, there = (other, one) if one in pairs.get(other, {}) else (one, other)
        return {**correlation, "pairs": {**pairs, here: {**pairs.get(here, {}), there: value}}}
    names, matrix = names_of(correlation), matrix_of(correlation)
    row, column = names.index(one), names.index(other)
    matrix[row][column] = matrix[column][row] = value
    return {**correlation, "matrix": matrix}


def with_columns(correlation: Data, names: Sequence[str]) -> Data:
    """The correlation of these columns; two that were not correlated before have 0."""
    before, matrix = names_of(correlation), matrix_of(correlation)
    place = {name: at for at, name in enumerate(before)}
    return {
        "columns": list(names),
        "matrix": [
            [
                matrix[place[one]][place[other]]
                if one in place and other in place
                else float(one == other)
                for other in names
            ]
            for one in names
        ],
    }


def correlatable(table: Data) -> list[str]:
    """The columns whose values have an order and that stand in no key, nor are unique."""
    keyed = {*table.get("primary_key", [])}
    keyed |= {name for names in table.get("unique", []) for name in names}
    keyed |= {target.get("column") for target in table.get("targets", [])}
    return [
        str(column.get("name", ""))
        for column in table.get("columns", [])
        if column.get("generator")
        and not column.get("unique")
        and column.get("name") not in keyed
        and (_is_ordered(column.get("type", "")) or column["generator"].get("ordered"))
    ]


def _is_ordered(type_text: str) -> bool:
    if not is_type(type_text):
        return False
    found = ColumnType.parse(type_text)
    has_order = found.is_numeric or found.is_temporal or found.kind in ("time", "boolean")
    return has_order and not found.is_array
