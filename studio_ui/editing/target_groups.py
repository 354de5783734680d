"""What a target of plain spec data speaks of: all rows, each category, or each parent's rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from assets.schema.apportionment import exact_counts
from assets.schema.dataset import Dataset
from assets.schema.generator_fields import category_text
from assets.schema.types import ColumnType
from studio_ui.editing.generator_kinds import is_type
from studio_ui.editing.grid import GridEdits
from studio_ui.editing.tables import table_of

Data = dict[str, Any]
Whose = Literal["all", "alike", "own", "parent"]


@dataclass(frozen=True, slots=True)
class Group:
    """``name`` is the column of categories, or the parent's column as ``parent.column``."""

    whose: Whose
    name: str = ""

    def __str__(self) -> str:
        parent, _, column = self.name.partition(".")
        return {
            "all": "all rows",
            "alike": f"each {self.name}, alike",
            "own": f"each {self.name}, its own",
            "parent": f"each of {parent}, by its {column}",
        }[self.whose]


def what_of(target: Data) -> str:
    """``sum`` or ``mean``."""
    return "sum" if target.get("sum") is not None else "mean"


def group_of(target: Data) -> Group:
    """The group that a target is written for."""
    figure = target.get(what_of(target))
    if isinstance(figure, str):
        return Group("parent", figure)
    if target.get("by") is None:
        return Group("all")
    return Group("own" if isinstance(figure, dict) else "alike", str(target["by"]))


def groups(data: Data, table: Data, column: str) -> list[Group]:
    """The groups that a target of the column could be for."""
    found = [Group("all")]
    for each in table.get("columns", []):
        kind = (each.get("generator") or {}).get("kind")
        if kind in ("choice", "boolean") and each.get("name") != column:
            found += [Group("alike", each["name"]), Group("own", each["name"])]
    family = (table.get("per_parent") or {}).get("columns")
    for key in table.get("foreign_keys", []):
        if family and key.get("columns") == family and key.get("references") != table.get("name"):
            parent = table_of(data, key["references"])
            keyed = _keyed(parent)
            found += [
                Group("parent", f"{parent['name']}.{each['name']}")
                for each in parent.get("columns", [])
                if _is_number(each) and each["name"] not in keyed
            ]
    return found


def targetable(table: Data) -> list[str]:
    """The numeric columns with a generator, in no key and with no other target or correlation."""
    taken = _keyed(table) | {target.get("column") for target in table.get("targets", [])}
    for correlation in table.get("correlations", []):
        pairs = correlation.get("pairs") or {}
        taken |= {*(correlation.get("columns") or []), *pairs}
        taken |= {name for others in pairs.values() for name in others}
    return [
        each["name"]
        for each in table.get("columns", [])
        if _is_number(each) and each.get("generator") and each.get("name") not in taken
    ]


def with_group(target: Data, group: Group, figure: Any) -> Data:
    """The target for another group, with a figure that suits it."""
    found: Data = {"column": target["column"], what_of(target): figure}
    if group.whose in ("alike", "own"):
        found["by"] = group.name
    return found


def with_figures(target: Data, names: list[str], edits: GridEdits) -> Data:
    """The target after the edits of a grid with a line for each of the categories ``names``."""
    what = what_of(target)
    figures = dict(target[what])
    for row, cells in edits.get("edited_rows", {}).items():
        if what in cells:
            figures.pop(names[int(row)], None)
            if (value := cells[what]) is not None:
                figures[names[int(row)]] = int(value) if value == int(value) else value
    return {**target, what: {name: figures[name] for name in names if name in figures}}


def categories(dataset: Dataset | None, table: str, column: str) -> dict[str, int]:
    """How many rows each category of a column with exact counts has; none for other columns."""
    if dataset is None:
        return {}
    found = dataset.table(table)
    try:
        generator = found.column(column).generator
    except KeyError:
        return {}
    return exact_counts(generator, found.rows) or {}


def category_names(table: Data, column: str) -> list[str]:
    """The categories of a choice or boolean column, as a target names them."""
    columns = (each for each in table.get("columns", []) if each.get("name") == column)
    found: Data = next(columns, {})
    generator = found.get("generator") or {}
    if generator.get("kind") == "boolean":
        return ["false", "true"]
    return [category_text(value) for value in generator.get("values", [])]


def _keyed(table: Data) -> set[Any]:
    keyed = {*table.get("primary_key", [])}
    keyed |= {name for names in table.get("unique", []) for name in names}
    keyed |= {name for key in table.get("foreign_keys", []) for name in key.get("columns", [])}
    return keyed | {c.get("name") for c in table.get("columns", []) if c.get("unique")}


def _is_number(column: Data) -> bool:
    text = column.get("type", "")
    return is_type(text) and ColumnType.parse(text).is_numeric
