"""The spec as YAML, as JSON and as a JSON Schema for editors."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from assets.errors import SpecError
from assets.schema.dataset import Dataset, dataset_from
from assets.schema.value_files import FIELD, with_value_files

MAX_SPEC_BYTES = 20_000_000
_FOLDED_AWAY = set("\x85\u2028\u2029\ufeff")  # YAML takes them for line ends where not escaped


def to_yaml(dataset: Dataset) -> str:
    """The spec as YAML in the order of its fields, defaults left out."""
    data = dataset.model_dump(mode="json", exclude_defaults=True)
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


def to_json(dataset: Dataset) -> str:
    """The spec as indented JSON in the order of its fields, defaults left out."""
    data = dataset.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def from_text(text: str, *, where: str = "spec", folder: Path | None = None) -> Dataset:
    """The dataset that a YAML or JSON text describes; ``folder`` has the files that it names.

    Raises SpecError, with the line for a text that is neither.
    """
    data = plain_from_text(text, where=where)
    return dataset_from(with_value_files(data, folder, where=where), where=where)


def plain_from_text(text: str, *, where: str = "spec") -> Any:
    """The plain data of a YAML or JSON text, which need not be a valid spec.

    Raises SpecError, with the line for a text that is neither.
    """
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text, object_pairs_hook=_once_each)
        except _RepeatedKeyError as error:
            raise SpecError(str(error), where=where) from error
        except (ValueError, RecursionError):
            pass  # YAML has mappings in braces too, and says on which line it is wrong
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506  # a SafeLoader of ours
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SpecError(
            f"line {line} is not YAML: {error.problem or error.context}", where=where
        ) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise SpecError(f"this is not YAML: {error}", where=where) from error


def read_spec(path: Path) -> Dataset:
    """The dataset in a ``.yaml`` or ``.json`` file. Raises SpecError."""
    return from_text(_text_of(path), where=str(path), folder=path.parent)


def read_plain(path: Path) -> Any:
    """The plain data of a ``.yaml`` or ``.json`` file. Raises SpecError."""
    where = str(path)
    return with_value_files(plain_from_text(_text_of(path), where=where), path.parent, where=where)


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_SPEC_BYTES:
            raise SpecError(
                f"the file has {path.stat().st_size:,} bytes, a spec at most {MAX_SPEC_BYTES:,}",
                where=str(path),
            )
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise SpecError(
            f"the file cannot be read: {error.strerror}", where=str(path), repair="check its path"
        ) from error
    except UnicodeDecodeError as error:
        raise SpecError(
            f"the file is not text in UTF-8 (byte {error.start})", where=str(path)
        ) from error


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a spec, for editors that complete and check YAML."""
    schema = Dataset.model_json_schema()
    pool = schema["$defs"]["Pool"]
    pool["properties"][FIELD] = {"type": "string", "description": "A file beside the spec."}
    pool["required"] = [name for name in pool["required"] if name != "values"]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


class _Loader(yaml.SafeLoader):
    """Refuses duplicate keys and aliases, which can blow a small text up to gigabytes."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            mark = self.get_mark()
            raise yaml.composer.ComposerError(None, None, "aliases are not allowed", mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen = set[str]()
        for key_node, _ in node.value:
            key = self.construct_object(key_node)
            problem = "is not a text" if not isinstance(key, str) else ""
            if not problem and key in seen:
                problem = "stands twice in one mapping"
            if problem:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {str(key)[:60]!r} {problem}", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


class _RepeatedKeyError(ValueError):
    """A JSON object has two members of one name."""


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        key = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise _RepeatedKeyError(f"the key {key[:60]!r} stands twice in one object")
    return members


class _Dumper(yaml.SafeDumper):
    """Writes lists of plain values on one line, and texts so that they are read back the same."""


def _represent_list(dumper: yaml.SafeDumper, data: list[Any]) -> yaml.SequenceNode:
    flow = len(data) <= 24 and not any(isinstance(item, dict | list) for item in data)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=flow)


def _represent_text(dumper: yaml.SafeDumper, data: str) -> yaml.ScalarNode:
    style = '"' if _FOLDED_AWAY & set(data) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(list, _represent_list)
_Dumper.add_representer(str, _represent_text)
