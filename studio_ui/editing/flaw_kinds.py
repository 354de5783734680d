"""What each kind of flaw asks for, and which columns of a table it can be in."""

from __future__ import annotations

from functools import cache
from typing import Any

from assets.schema.flaws import Flaw
from assets.schema.types import ColumnType
from assets.tables.flaws.registry import CELL_FLAWS
from studio_ui.editing.generator_kinds import is_type
from studio_ui.editing.model_fields import Parameter, members, parameter

Data = dict[str, Any]
START_RATE = 0.02
_MODELS = {model.model_fields["kind"].default: model for model in members(Flaw)}
_OF_ALL = {"kind", "rate", "when", "columns", "keep"}


def kinds() -> list[str]:
    """Every kind of flaw, by name."""
    return list(_MODELS)


def summary(kind: str) -> str:
    """What the kind does, in a sentence or a few."""
    return " ".join((_MODELS[kind].__doc__ or "").split("\n\n")[0].split()).replace("``", "`")


@cache
def parameters(kind: str) -> tuple[Parameter, ...]:
    """The parameters that not every kind has; none for an unknown kind."""
    model = _MODELS.get(kind)
    fields = {} if model is None else model.model_fields
    return tuple(parameter(name, field) for name, field in fields.items() if name not in _OF_ALL)


def columns_field(kind: str) -> str:
    """The field that names columns: those with the flaw, or those that a duplicate keeps."""
    return "keep" if kind == "duplicate" else "columns"


def fitting(table: Data, kind: str) -> list[list[str]]:
    """The columns that the kind can be in, each alone; of an orphan, those of each foreign key."""
    columns = [(c.get("name", ""), _type(c)) for c in table.get("columns", [])]
    if kind == "orphan":
        return [list(key.get("columns", [])) for key in table.get("foreign_keys", [])]
    if kind == "out_of_order":
        in_order = "per_parent" in table
        return [[name] for name, found in columns if in_order and found and found.is_temporal]
    types = CELL_FLAWS[kind].types if kind in CELL_FLAWS else frozenset[str]()
    fits = (name for name, found in columns if not types or _is_one_of(found, types))
    return [[name] for name in fits]


def started(table: Data, kind: str, before: Data | None = None) -> Data:
    """A flaw of the kind to begin with, in the columns of ``before`` that it can be in, else in the
    first that are in no key."""
    found = fitting(table, kind)
    rate = START_RATE if before is None else before.get("rate", START_RATE)
    flaw: Data = {"kind": kind, "rate": min(rate, 0.5) if kind == "duplicate" else rate}
    if before and before.get("when"):
        flaw["when"] = before["when"]
    if kind == "duplicate":
        return {**flaw, "keep": list(table.get("primary_key", []))}
    if kind == "orphan":
        return {**flaw, "columns": found[0] if found else []}
    names = [name for names in found for name in names]
    keyed = {*table.get("primary_key", [])}
    keyed |= {name for key in table.get("foreign_keys", []) for name in key.get("columns", [])}
    kept = [name for name in (before or {}).get("columns", []) if name in names]
    return {**flaw, "columns": kept or [n for n in names if n not in keyed][:1] or names[:1]}


def _type(column: Data) -> ColumnType | None:
    text = column.get("type", "")
    return ColumnType.parse(text) if is_type(text) else None


def _is_one_of(found: ColumnType | None, types: frozenset[str]) -> bool:
    return found is not None and not found.is_array and found.kind in types
