"""Reads the data files of the knowledge base."""

from __future__ import annotations

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
        data: Any = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
        return model.model_validate(data)
    except (yaml.YAMLError, ValidationError) as error:
        raise SpecError(f"this is no {model.__name__.lower()}: {error}", where=path.name) from error
