"""What each kind of generator asks for, read off the models of ``assets.schema.generators``.

A kind that is added there appears here, and so in the editor, by itself.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel

from assets.schema.generators import Generator
from assets.schema.repairs.starters import starting_generator
from assets.schema.types import ColumnType
from studio_ui.editing.model_fields import FieldForm, Parameter, members, parameter


@cache
def models() -> dict[str, type[BaseModel]]:
    """Every kind and its model, in the order of the union."""
    return {model.model_fields["kind"].default: model for model in members(Generator)}


def kinds() -> list[str]:
    """Every kind of generator, by name."""
    return list(models())


@cache
def parameters(kind: str) -> tuple[Parameter, ...]:
    """The parameters of a kind, its own before those of its family; none for an unknown kind."""
    model = models().get(kind)
    if model is None:
        return ()
    fields = sorted(
        model.model_fields.items(), key=lambda item: item[0] not in model.__annotations__
    )
    return tuple(parameter(name, field) for name, field in fields if name != "kind")


def summary(kind: str) -> str:
    """The first sentence of what the kind makes; empty for an unknown kind."""
    doc = (models()[kind].__doc__ or "") if kind in models() else ""
    return " ".join(doc.split()).split(". ")[0].rstrip(".").replace("``", "`")


@cache
def single_text_field(kind: str) -> str | None:
    """The name of the kind's only parameter where that is a free text."""
    found = parameters(kind)
    return found[0].name if len(found) == 1 and found[0].form == "text" else None


def starting_parameters(kind: str) -> dict[str, Any]:
    """The smallest parameters with which the kind is valid."""
    return {
        field.name: _START.get((kind, field.name), _ordinary(field))
        for field in parameters(kind)
        if field.required or (kind, field.name) in _START
    }


def is_type(text: str) -> bool:
    """Whether the text names a type of a column."""
    try:
        ColumnType.parse(text)
    except ValueError:
        return False
    return True


def default_generator(type_text: str) -> dict[str, Any]:
    """A generator that fits a column of that type; for an unknown type that of a text."""
    return starting_generator(ColumnType.parse(type_text if is_type(type_text) else "text"))


def _ordinary(parameter: Parameter) -> Any:
    """A value of the parameter's form, to begin with."""
    if parameter.options:
        return parameter.options[0]
    starts: dict[FieldForm, Any] = {"integer": 1, "number": 1.0, "flag": False, "list": ["A", "B"]}
    starts |= {"moment": "2024-01-01", "nested": {"kind": "integer"}, "text": parameter.name}
    return starts[parameter.form]


_START: dict[tuple[str, str], Any] = {
    ("pattern", "pattern"): "AA-####",
    ("regex", "pattern"): "[A-Z]{2}-[0-9]{4}",
    ("hierarchy", "level"): "state",
    ("hierarchy", "levels"): ["country", "state"],
    ("hierarchy", "tree"): {"Germany": ["Bavaria", "Hesse"], "Italy": ["Lazio", "Tuscany"]},
    ("histogram", "bins"): [0, 10, 100],
    ("histogram", "weights"): [3, 1],
    ("mixture", "components"): [{"kind": "integer", "min": 0, "max": 0}, {"kind": "exponential"}],
    ("expression", "sql"): "NULL",
    ("json", "fields"): {"value": {"kind": "integer"}},
    ("conditional", "cases"): [{"when": "true", "use": {"kind": "integer"}}],
    ("conditional_table", "columns"): ["status"],
    ("conditional_table", "segments"): [{"when": ["A"], "use": {"kind": "integer"}}],
    ("conditional_table", "otherwise"): {"kind": "integer"},
}
