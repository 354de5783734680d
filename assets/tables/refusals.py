"""Refusals of generators as problems with repairs: what else the column or its generator could be.

A candidate is offered only if the generator can be built with it. What no candidate mends, a
generator to begin with does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assets.errors import SpecError
from assets.schema.dataset import Dataset
from assets.schema.generators import Generator, Hierarchy
from assets.schema.groups import with_tree
from assets.schema.problems import Problem
from assets.schema.repairs import parts
from assets.schema.repairs.edits import Edit, Repair, repairs_of, setting, without
from assets.schema.table import Column, Table
from assets.schema.types import INTEGER_RANGES, ColumnType
from assets.tables.derived.registry import DERIVED
from assets.tables.generators.base import Target
from assets.tables.generators.registry import build_source
from assets.tables.references import PathError

_GENERATOR: TypeAdapter[Generator] = TypeAdapter(Generator)
_WIDER = {
    "tinyint": ["smallint", "integer", "bigint"],
    "smallint": ["integer", "bigint"],
    "integer": ["bigint"],
    "real": ["double"],
}
_COMMON = ["integer", "bigint", "double", "text", "date", "timestamp", "boolean", "uuid", "json"]
_COMMON += ["time", "bytes", "decimal(18,2)"]
_MOST_VALUES = 1_000
_LONGEST = 4_000


def refusal_of(table: Table, column: Column, error: ValueError) -> Problem:
    """The problem of a column whose generator was refused with "what: how to mend it"."""
    text, _, repair = str(error).rpartition(": ")
    at = ("tables", table.name, "columns", column.name, "generator")
    offers = [
        each if each.edits[0].path[:1] == ("tables",) else each.under(*at)
        for each in repairs_of(error)
    ]
    if isinstance(error, PathError) and column.generator is not None:
        plain = _plain(column.generator)
        offers += [each.under(*at) for each in _with_other_paths(plain, error)]
    return Problem(table.name, column.name, text or str(error), repair, tuple(offers))


def wider(table: Table, column: Column) -> list[Repair]:
    """The column with the widest of the types like its own, unless it has that."""
    kinds = [str(kind) for kind in _wider_types(column.type)]
    return [parts.retyped(table, column.name, kinds[-1])] if kinds else []


def refitted(dataset: Dataset, table: Table, column: Column) -> Iterator[Repair]:
    """The column with another type or other parameters, with which its generator can be built;
    nothing where that is so already."""
    generator = column.generator
    if generator is None:
        return
    if generator.kind in DERIVED:
        fitting = DERIVED[generator.kind].types
        if fitting and column.type.kind not in fitting:
            kind = next(kind for kind in _COMMON if ColumnType.parse(kind).kind in fitting)
            yield parts.retyped(table, column.name, kind)
        return
    if isinstance(generator, Hierarchy):
        generator = with_tree(generator, table.columns)
    if _fits(generator, column.type, dataset.locale):
        return
    like = [*_wider_types(column.type), *map(ColumnType.parse, _COMMON)]
    other = [kind for kind in like if kind != column.type]
    found = next((kind for kind in other if _fits(generator, kind, dataset.locale)), None)
    at = ("tables", table.name, "columns", column.name, "generator")
    for repair in _variants(_plain(generator), column.type):
        if _fits_plain(repair, _plain(generator), column.type, dataset.locale):
            yield repair.under(*at)
            break
    if found is not None:
        yield parts.retyped(table, column.name, found)


def _variants(plain: dict[str, Any], column_type: ColumnType) -> Iterator[Repair]:
    """The generator with its parameters within what the type holds, or without some of them."""
    low, high = _range(column_type)
    default = type(_GENERATOR.validate_python(plain)).model_fields
    if high is not None and {"min", "max"} <= set(default):
        ends = [plain.get(name, default[name].default) for name in ("min", "max")]
        if all(isinstance(end, int | float) for end in ends):
            least, most = (max(low, min(end, high)) for end in ends)
            yield setting(f"keep from {least:,} to {most:,}", min=least, max=most)
        yield setting(f"keep from {low:,} to {high:,}", min=low, max=high)
    limit = column_type.length
    if limit is not None and "max_length" in default:
        ends = [plain.get(name, default[name].default) for name in ("min_length", "max_length")]
        least, most = (min(end, limit) for end in ends)
        yield setting(f"keep to {limit} characters", min_length=least, max_length=most)
    if limit is not None and plain["kind"] == "pattern":
        yield setting(f"keep to {limit} characters", pattern=plain["pattern"][:limit])
    if "values" in plain and 1 < len(plain["values"]) <= _MOST_VALUES:
        yield from _fitting_values(plain, column_type)
    for names in (
        ["step"],
        ["outlier_rate"],
        ["separator"],
        ["profile"],
        ["min", "max"],
        ["min", "max", "step"],
    ):
        if set(names) & set(plain):
            yield without(f"leave out {' and '.join(names)}", *names)
    if plain["kind"] == "duration":
        for most in (59, 23, 0):
            length = {"kind": "integer", "min": 0, "max": most}
            yield setting(f"use lengths from 0 to {most}", length=length)
    if "max_repeat" in default:
        for most in (4, 2, 1):
            yield setting(f"repeat at most {most} times", max_repeat=most)


def _fitting_values(plain: dict[str, Any], column_type: ColumnType) -> Iterator[Repair]:
    kept: list[int] = []
    seen = set[str]()
    for place, value in enumerate(plain["values"]):
        single = _GENERATOR.validate_python({"kind": plain["kind"], "values": [value]})
        if _fits(single, column_type) and str(value).casefold() not in seen:
            kept.append(place)
            seen.add(str(value).casefold())
    if kept:
        fields: dict[str, Any] = {"values": [plain["values"][place] for place in kept]}
        if plain.get("weights"):
            fields["weights"] = [plain["weights"][place] for place in kept]
        yield setting(f"keep the {len(kept):,} values that fit", **fields)


def _fits_plain(
    repair: Repair, plain: dict[str, Any], column_type: ColumnType, locale: str
) -> bool:
    try:
        generator = _GENERATOR.validate_python(repair.applied(plain))
    except ValidationError:
        return False
    return _fits(generator, column_type, locale)


def _fits(generator: Generator, column_type: ColumnType, locale: str = "en_US") -> bool:
    try:
        build_source(generator, Target(column_type, locale))
    except (ValueError, SpecError):
        return False
    return True


def _with_other_paths(plain: dict[str, Any], error: PathError) -> Iterator[Repair]:
    for other in error.others:
        fields = {name: other for name, value in plain.items() if value == error.path}
        if "template" in plain:
            fields["template"] = plain["template"].replace(f"{{{error.path}}}", f"{{{other}}}")
        if fields:
            edits = tuple(Edit((name,), value) for name, value in fields.items())
            yield Repair(f"read {other}", edits)


def _wider_types(column_type: ColumnType) -> list[ColumnType]:
    if column_type.is_array:
        return []
    if column_type.kind == "decimal":
        scale = min(column_type.scale, 18)
        wide = [f"decimal(18,{scale})", f"decimal(38,{scale})"]
        found = [ColumnType.parse(text) for text in wide]
        return [kind for kind in found if (kind.precision or 0) > (column_type.precision or 18)]
    if column_type.is_string and column_type.length is not None:
        lengths, length = list[ColumnType](), column_type.length * 2
        while length <= _LONGEST:
            lengths.append(ColumnType("varchar", length))
            length *= 2
        return [*lengths, ColumnType("text")]
    return [ColumnType(kind) for kind in _WIDER.get(column_type.kind, [])]


def _range(column_type: ColumnType) -> tuple[float, float | None]:
    if column_type.kind in INTEGER_RANGES and not column_type.is_array:
        return INTEGER_RANGES[column_type.kind]
    if column_type.kind == "decimal":
        most = 10 ** max(min(column_type.precision or 18, 15) - column_type.scale, 0)
        return (-most + 1, most - 1) if most > 1 else (-0.5, 0.5)
    if column_type.kind == "real":
        return -1e38, 1e38
    return 0, None


def _plain(generator: Generator) -> dict[str, Any]:
    data: dict[str, Any] = generator.model_dump(mode="json", exclude_defaults=True)
    return data
