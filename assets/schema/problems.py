"""What is wrong with a spec, for people: where, what, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from assets.schema.names import shown
from assets.schema.repairs.edits import MendableError, Repair, Step, Steps, repairs_of


@dataclass(frozen=True)
class Problem:
    """Why a spec cannot be used. ``str()`` is one line: where, what, how to mend it.

    ``repairs`` do what ``repair`` says: each of them, applied, removes this problem. ``place`` is
    the way to it where ``table`` and ``column`` do not say all.
    """

    table: str
    column: str
    text: str
    repair: str
    repairs: tuple[Repair, ...] = ()
    place: str = field(default="", compare=False)

    @property
    def where(self) -> str:
        """The place of the problem; empty where the dataset itself is meant."""
        return self.place or ".".join(part for part in (self.table, self.column) if part)

    def __str__(self) -> str:
        place = self.where
        repair = f"; {self.repair}" if self.repair else ""
        return f"{place}: {self.text}{repair}" if place else f"{self.text}{repair}"

    def offering(self, *repairs: Repair) -> Problem:
        """The problem with more repairs, after those that it has; none stands twice."""
        kept = list(self.repairs)
        for repair in repairs:
            if all(repair.edits != other.edits for other in kept):
                kept.append(repair)
        return replace(self, repairs=tuple(kept))


def spec_problem(error: Mapping[str, Any], data: Any) -> Problem:
    """A problem for one of the errors that Pydantic found in a spec's plain data."""
    text = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        text = f"unknown field {shown(str(error['loc'][-1]))}: remove it or correct its name"
    elif error["type"] not in ("value_error", "missing"):
        value = error.get("input")
        if not isinstance(value, dict | list):
            text = f"{text} (it is {str(value)[:60]!r})"
    path = data_path(error["loc"], data)
    cause = cause_of(error)
    at = (*path, *cause.at) if isinstance(cause, MendableError) else path
    table, column = _table_and_column(at, data)
    repairs = tuple(repair.under(*path) for repair in repairs_of(cause))
    return Problem(table, column, text, "", repairs, _written(path, data))


def cause_of(error: Mapping[str, Any]) -> object:
    """The ValueError of ours behind an error of Pydantic; None where there is none."""
    context = error.get("ctx")
    return context.get("error") if isinstance(context, dict) else None


def data_path(loc: tuple[int | str, ...], data: Any) -> Steps:
    """The way through plain data to where Pydantic found an error, without the tags of unions."""
    path: list[Step] = []
    current, is_new = data, True
    for step in loc:
        if isinstance(step, int) and isinstance(current, list) and step < len(current):
            current = current[step]
        else:
            found = isinstance(current, dict) and step in current
            kind = current.get("kind") if isinstance(current, dict) else None
            if is_new and step == kind and not (found and path[-2:-1] in _WITHOUT_KINDS):
                is_new = False
                continue
            current = current[step] if found else None
        is_new = True
        path.append(step)
    return tuple(path)


_WITHOUT_KINDS = [["tables"], ["columns"], ["foreign_keys"]]


def _table_and_column(path: Steps, data: Any) -> tuple[str, str]:
    names = {"tables": "", "columns": ""}
    current = data
    for place, step in enumerate(path[:4]):
        holder = path[place - 1] if place else ""
        current = _inner(current, step)
        if place in (1, 3) and holder in names:
            name = current.get("name") if isinstance(current, dict) else None
            names[str(holder)] = str(name if isinstance(name, str) and name else step)[:60]
    return names["tables"], names["columns"]


def _written(path: Steps, data: Any) -> str:
    """``tables.books.columns.price.type``"""
    parts: list[str] = []
    current = data
    for step in path:
        current = _inner(current, step)
        name = current.get("name") if isinstance(current, dict) else None
        named = isinstance(step, int) and isinstance(name, str) and name
        parts.append((str(name) if named else str(step))[:60])
    return ".".join(parts)


def _inner(data: Any, step: Step) -> Any:
    if isinstance(data, list):
        if isinstance(step, int):
            return data[step] if step < len(data) else None
        return next((i for i in data if isinstance(i, dict) and i.get("name") == step), None)
    return data.get(step) if isinstance(data, dict) else None
