"""Reads the data files of the knowledge base."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from assets.errors import SpecError

Model = TypeVar("Model", bound=BaseModel)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Leaves days, moments and ``on`` as they are written: specs read them as text."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if not tag.endswith(":timestamp") and not (tag.endswith(":bool") and first not in "tTfF")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_data(path: Path, model: type[Model]) -> Model:
    """The ``model`` that a YAML file holds. Raises SpecError, which names the file."""
    try:
        return model.model_validate(plain_data(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError) as error:
        raise SpecError(f"this is no {model.__name__.lower()}: {error}", where=path.name) from error


def plain_data(text: str) -> Any:
    """The mappings (by texts), lists and scalars of a YAML document without tags and aliases.

    Built from the parser's events, without nodes in between: a third of the time of ``yaml.load``,
    so that the first prompt does not wait for the knowledge base. Raises YAMLError.
    """
    loader = _Loader(text)
    try:
        loader.get_event()  # the stream
        loader.get_event()  # the document
        return _value(loader.get_event(), loader.get_event)
    finally:
        loader.dispose()


def _value(event: yaml.Event, following: Callable[[], Any]) -> Any:
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event.value) if event.implicit[0] else event.value
    if isinstance(event, yaml.MappingStartEvent):
        made = dict[Any, Any]()
        while not isinstance(key := following(), yaml.MappingEndEvent):
            made[key.value] = _value(following(), following)
        return made
    if isinstance(event, yaml.SequenceStartEvent):
        listed = list[Any]()
        while not isinstance(item := following(), yaml.SequenceEndEvent):
            listed.append(_value(item, following))
        return listed
    raise yaml.YAMLError(f"{event} is not plain data")


@lru_cache(maxsize=16_384)
def _scalar(text: str) -> Any:
    """What a scalar without quotes means: most are texts, and seen at once to be."""
    for _, pattern in _Loader.yaml_implicit_resolvers.get(text[:1], ()):
        if pattern.match(text):
            return yaml.load(text, Loader=_Loader)  # noqa: S506
    return text
