"""A generator's parameters as one line of text: ``min: 1, max: 100``.

The line is the inside of a YAML flow mapping, with YAML 1.2's plain values: only ``true`` and
``false`` are booleans, and dates and times stay text. A kind whose only parameter is a free text
(``pattern``, ``expression``) takes everything after the name as it stands, commas and ``#`` too.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from studio_ui.editing.generator_kinds import single_text_field


def to_text(kind: str, parameters: dict[str, Any]) -> str:
    """The parameters on one line; empty when there are none."""
    if not parameters:
        return ""
    name = single_text_field(kind)
    if name is not None and set(parameters) == {name} and _is_plain(parameters[name]):
        return f"{name}: {parameters[name]}"
    weights = {
        name: [int(weight) if weight == int(weight) else weight for weight in value]
        for name, value in parameters.items()
        if name == "weights" and isinstance(value, list)
    }
    text = yaml.dump(
        {**parameters, **weights},
        Dumper=_Dumper,
        default_flow_style=True,
        sort_keys=False,
        allow_unicode=True,
        width=float("inf"),
    )
    return text.strip()[1:-1]


def from_text(kind: str, text: str) -> dict[str, Any]:
    """The parameters that a line holds. Raises ValueError, which quotes the line."""
    text = text.strip()
    if not text:
        return {}
    name = single_text_field(kind)
    if name is not None:
        value = text.removeprefix(f"{name}:").strip()
        if _is_plain(value):
            return {name: value}
    try:
        found = yaml.load(f"{{{text}}}", Loader=_Loader)  # noqa: S506  # a SafeLoader of ours
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ValueError(_advice(text)) from error
    if not isinstance(found, dict) or any(not isinstance(name, str) for name in found):
        raise ValueError(_advice(text))
    empty = next((name for name, value in found.items() if value is None), None)
    if empty is not None:
        raise ValueError(f"{empty!r} has no value: write '{empty}: value'")
    return found


def value_to_text(value: Any) -> str:
    """One value for a text field; a text stands as it is where it would be read back as a text."""
    if value is None:
        return ""
    if isinstance(value, str) and value_from_text(value) == value:
        return value
    text = to_text("", {"value": value})
    return text.partition(": ")[2]


def value_from_text(text: str) -> Any:
    """The value that a text field holds: a number, a boolean, a list, a mapping, or the text itself
    where it is none of them; None for an empty field."""
    try:
        return from_text("", f"value: {text.strip()}")["value"] if text.strip() else None
    except (ValueError, KeyError):
        return text.strip()


def _is_plain(value: Any) -> bool:
    """Whether a text can stand on the line unquoted and be read back as it is."""
    return (
        isinstance(value, str)
        and value == value.strip()
        and value.isprintable()
        and value[:1] not in ("", "'", '"')
    )


def _advice(text: str) -> str:
    shown = text if len(text) <= 60 else f"{text[:57]}..."
    return f"{shown!r} is not a list of parameters: write 'min: 1, max: 100'"


class _Loader(yaml.SafeLoader):
    """Knows few plain values, and refuses aliases."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            mark = self.get_mark()
            raise yaml.composer.ComposerError(None, None, "aliases are not allowed", mark)
        return super().compose_node(parent, index)


class _Dumper(yaml.SafeDumper):
    """Quotes exactly what ``_Loader`` would not read back as text."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  # the signature is PyYAML's
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if text.isprintable() else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_PLAIN_VALUES = {
    "bool": (re.compile(r"true|false"), "tf"),
    "null": (re.compile(r"~|null|"), ["~", "n", ""]),
    "int": (re.compile(r"[-+]?(0|[1-9][0-9]*)"), "-+0123456789"),
    "float": (
        re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+)"),
        "-+.0123456789",
    ),
}
_Loader.yaml_implicit_resolvers = {}
_Dumper.yaml_implicit_resolvers = {}
for _name, (_pattern, _first) in _PLAIN_VALUES.items():
    for _class in (_Loader, _Dumper):
        _whole = re.compile(f"(?:{_pattern.pattern})$")
        _class.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", _whole, list(_first))
_Dumper.add_representer(str, _represent_text)
