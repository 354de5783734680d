"""What each kind of generator asks for, read off the models of ``assets.schema.generators``.

A kind that is added there appears here, and so in the editor, by itself.
"""

from __future__ import annotations

import types
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from assets.schema.generators import Generator
from assets.schema.repairs.starters import starting_generator
from assets.schema.types import ColumnType

FieldForm = Literal["option", "integer", "number", "flag", "text", "moment", "list", "nested"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a kind, as a form shows it.

    ``options`` are the values of an ``option``; ``default`` is plain data and None where a value is
    required or optional without one.
    """

    name: str
    form: FieldForm
    required: bool
    default: Any
    options: tuple[str, ...] = ()


@cache
def models() -> dict[str, type[BaseModel]]:
    """Every kind and its model, in the order of the union."""
    return {model.model_fields["kind"].default: model for model in _members(Generator)}


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
    return tuple(_parameter(name, field) for name, field in fields if name != "kind")


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
        parameter.name: _START.get((kind, parameter.name), _ordinary(parameter))
        for parameter in parameters(kind)
        if parameter.required or (kind, parameter.name) in _START
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


def _members(annotation: Any) -> list[type[BaseModel]]:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if isinstance(annotation, type):
        return [annotation]
    return [model for part in get_args(annotation) for model in _members(part)]


def _parameter(name: str, field: FieldInfo) -> Parameter:
    annotation = _without_none(field.annotation)
    options: tuple[str, ...] = ()
    if get_origin(annotation) is Literal:
        options = tuple(str(option) for option in get_args(annotation))
    default = None if field.default is PydanticUndefined else field.default
    if isinstance(default, date | datetime | time):
        default = default.isoformat()
    return Parameter(name, _form(annotation), field.is_required(), default, options)


def _without_none(annotation: Any) -> Any:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, types.UnionType):
        parts = [part for part in get_args(annotation) if part is not type(None)]
        if len(parts) < len(get_args(annotation)):
            return _without_none(parts[0])
    return annotation


def _form(annotation: Any) -> FieldForm:
    origin = get_origin(annotation)
    if origin is Literal:
        return "option"
    if origin is list:
        return "nested" if _members_are_models(get_args(annotation)[0]) else "list"
    if origin in (Union, types.UnionType):
        parts = [_form(_without_none(part)) for part in get_args(annotation)]
        return parts[0] if len(set(parts)) == 1 else "nested"
    plain: dict[Any, FieldForm] = {bool: "flag", int: "integer", float: "number", str: "text"}
    if annotation in plain:
        return plain[annotation]
    is_moment = isinstance(annotation, type) and issubclass(annotation, date | time)
    return "moment" if is_moment or _is_datetime(annotation) else "nested"


def _members_are_models(annotation: Any) -> bool:
    return any(isinstance(m, type) and issubclass(m, BaseModel) for m in _members(annotation))


def _is_datetime(annotation: Any) -> bool:
    return getattr(annotation, "__name__", "") in ("NaiveDatetime", "AwareDatetime")
