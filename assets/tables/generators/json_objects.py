"""``json``: objects whose members are made by generators."""

from __future__ import annotations

import json
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from assets.schema import generators as spec
from assets.schema.types import ColumnType
from assets.tables.generators.base import STRINGS, Kind, Source, Target
from assets.tables.randomness import MAX_DOMAIN, Rows, Stream

_MEMBER_TYPES = {
    "sequence": "bigint", "integer": "bigint", "decimal": "double", "float": "double",
    "normal": "double", "lognormal": "double", "exponential": "double", "gamma": "double",
    "beta": "double", "poisson": "bigint", "binomial": "bigint", "geometric": "bigint",
    "zipf": "bigint", "pareto": "double", "triangular": "double", "histogram": "double",
    "mixture": "double", "boolean": "boolean", "date": "date", "timestamp": "timestamp",
    "time": "time", "json": "json",
}  # fmt: skip


class JsonSource(Source):
    arrow_type = pa.string()
    size = MAX_DOMAIN
    distinct = 0

    def __init__(self, members: dict[str, Source]) -> None:
        self._members = members

    def at(self, index: Rows) -> pa.Array:
        return self.draw(Stream(0), index)

    def draw(self, stream: Stream, rows: Rows) -> pa.Array:
        parts: list[pa.Array | str] = []
        for name, source in self._members.items():
            values = source.draw(stream.fork(name), rows)
            parts += [("{" if not parts else ", ") + json.dumps(name) + ": ", _encoded(values)]
        return pc.binary_join_element_wise(*parts, "}", "")


def _encoded(values: pa.Array) -> pa.Array:
    """Each value as JSON text."""
    if pa.types.is_dictionary(values.type):
        texts = _encoded(values.dictionary)
        return texts.take(values.indices)
    if pa.types.is_list(values.type):
        items = _encoded(values.flatten())
        inner = pa.ListArray.from_arrays(values.offsets, items)
        return pc.binary_join_element_wise("[", pc.binary_join(inner, ", "), "]", "")
    if pa.types.is_string(values.type):
        if len(values) and pc.all(pc.match_substring_regex(values, "^[{].*[}]$")).as_py():
            return values
        return _quoted(values)
    texts = values.cast(pa.string())
    plain = pa.types.is_integer(values.type) or pa.types.is_floating(values.type)
    return texts if plain or pa.types.is_boolean(values.type) else _quoted(texts)


def _quoted(texts: pa.Array) -> pa.Array:
    for character, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n")):
        texts = pc.replace_substring(texts, character, escape)
    return pc.binary_join_element_wise('"', texts, '"', "")


def kind(build_source: Callable[[spec.Generator, Target], Source]) -> Kind:
    """The registry's line; members are built by the registry itself."""

    def build(generator: spec.Json, target: Target) -> Source:
        if target.type.length is not None:
            raise ValueError(f"{target.type} may be too short for JSON: use json or text")
        members = {
            name: build_source(member, target.member(_member_type(member)))
            for name, member in generator.fields.items()
        }
        return JsonSource(members)

    return Kind(STRINGS | {"json"}, build)


def _member_type(generator: spec.Generator) -> ColumnType:
    if isinstance(generator, spec.Array):
        item = _member_type(generator.items)
        return ColumnType(item.kind, is_array=True)
    return ColumnType(_MEMBER_TYPES.get(generator.kind, "text"))
