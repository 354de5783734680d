"""The fields of the spec's models as forms show them: names, forms, defaults, options."""

from __future__ import annotations

import types
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

FieldForm = Literal[
    "option", "integer", "number", "flag", "text", "moment", "list", "choices", "nested"
]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a kind, as a form shows it.

    ``options`` are the values of an ``option`` or of ``choices``; ``default`` is plain data and
    None where a value is required or optional without one.
    """

    name: str
    form: FieldForm
    required: bool
    default: Any
    options: tuple[str, ...] = ()


def members(annotation: Any) -> list[type[BaseModel]]:
    """The models of a union."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if isinstance(annotation, type):
        return [annotation]
    return [model for part in get_args(annotation) for model in members(part)]


def parameter(name: str, field: FieldInfo) -> Parameter:
    """A field of a model."""
    annotation = _without_none(field.annotation)
    chosen = annotation
    if get_origin(annotation) is list:
        chosen = _without_none(get_args(annotation)[0])
    options: tuple[str, ...] = ()
    if get_origin(chosen) is Literal:
        options = tuple(str(option) for option in get_args(chosen))
    default = None if field.default is PydanticUndefined else field.default
    if isinstance(default, date | datetime | time):
        default = default.isoformat()
    elif isinstance(default, BaseModel):
        default = default.model_dump(mode="json", exclude_defaults=True)
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
        if get_origin(_without_none(get_args(annotation)[0])) is Literal:
            return "choices"
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
    return any(isinstance(m, type) and issubclass(m, BaseModel) for m in members(annotation))


def _is_datetime(annotation: Any) -> bool:
    return getattr(annotation, "__name__", "") in ("NaiveDatetime", "AwareDatetime")
