"""The problems of plain data that is no valid spec, each with repairs that were tried.

What Pydantic's own errors need is worked out here: a limit to keep, a name that is nearly right, a
field to leave out. Where nothing of that mends it, the offending part goes: the field, the item of
the list, the column, the table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from assets.schema.dataset import Dataset
from assets.schema.names import MAX_NAME_LENGTH, dataset_name_from, identifier_slug
from assets.schema.problems import Problem, data_path, spec_problem
from assets.schema.repairs.edits import Edit, Repair, Steps, removing
from assets.schema.repairs.naming import nearest
from assets.schema.repairs.starters import starting_generator
from assets.schema.types import PLAIN_KINDS, ColumnType

MOST_MENDED = 10
"""Problems of one spec for which repairs are looked for; the others only say what is wrong."""

_OFFERS = 3
_NEEDED = ("tables", "columns", "name")  # what is left without them is no better
_QUOTED = re.compile(r"'([^']*)'")
_TYPES = {"int": "integer", "string": "text", "str": "text", "bool": "boolean", "float": "double"}
_TYPES |= {"number": "decimal(18,2)", "numeric": "decimal(18,2)", "datetime": "timestamp"}

Errors = list[Mapping[str, Any]]


def invalid_problems(error: ValidationError, data: Any) -> list[Problem]:
    """What Pydantic refused in a spec's plain data, each problem once."""
    errors: Errors = list(error.errors(include_url=False))
    found: dict[str, Problem] = {}
    for each in errors:
        problem = spec_problem(each, data)
        if str(problem) in found:
            continue
        if len(found) < MOST_MENDED and isinstance(data, dict):
            known = _tried(each, problem.repairs, errors, data)
            tried = known or _tried(each, _candidates(each, data), errors, data)
            problem = replace(problem, repairs=tuple(tried))
        found[str(problem)] = problem
    return list(found.values())


def _tried(
    error: Mapping[str, Any], candidates: Iterable[Repair], errors: Errors, data: dict[str, Any]
) -> list[Repair]:
    """The first repairs after which the error is gone: those that bring no other one with them,
    else those that do."""
    clean, others = list[Repair](), list[Repair]()
    before, sign = _signs(errors), _sign(error)
    for repair in candidates:
        try:
            Dataset.model_validate(repair.applied(data))
            after = Counter[str]()
        except ValidationError as still:
            after = _signs(list(still.errors(include_url=False)))
        if after[sign] < before[sign]:
            (others if after - before else clean).append(repair)
            if len(clean) == _OFFERS:
                break
    return clean or others[:_OFFERS]


def _signs(errors: Errors) -> Counter[str]:
    return Counter(_sign(error) for error in errors)


def _sign(error: Mapping[str, Any]) -> str:
    """The same for errors of one sort, wherever they are: places move when an item goes."""
    return f"{error['type']} {error['msg']} {error['loc'][-1:]}"


def _candidates(error: Mapping[str, Any], data: dict[str, Any]) -> Iterator[Repair]:
    path = data_path(error["loc"], data)
    yield from _corrected(error, path, data)
    if error["type"] == "value_error" and len(path) in (0, 2):
        yield from _parts_named(str(error["msg"]), path, data)
    for length in range(len(path), 0, -1):
        part = path[:length]
        if part[-1] == "generator" and len(part) == 5:
            generator = starting_generator(_type_of(data, part[:-1]))
            text = f"fill the column with the generator {generator['kind']}"
            yield Repair(text, (Edit(part, generator),))
        if part[-1] not in _NEEDED or len(part) not in (1, 3):
            yield removing(f"remove {_name_of(part, data)}", *part)


def _parts_named(text: str, path: Steps, data: dict[str, Any]) -> Iterator[Repair]:
    """Without one of the parts of a table, or of the tables, that the message may mean; those of
    which it gives the name come first."""
    tables = [path] if path else [("tables", place) for place in range(len(data["tables"]))]
    named = [at for at in tables if path or str(_at(data, at).get("name")) in text]
    for at in named:
        table = _at(data, at)
        columns = sorted(
            (str(column.get("name")) not in text, place)
            for place, column in enumerate(table.get("columns", []))
            if isinstance(column, dict)
        )
        for is_other, place in columns:
            if is_other:
                continue
            column = (*at, "columns", place)
            name = table["columns"][place].get("name")
            if "null_rate" in table["columns"][place]:
                yield removing(f"leave out null_rate of {name}", *column, "null_rate")
            generator = starting_generator(_type_of(data, column))
            edit = Edit((*column, "generator"), generator)
            yield Repair(f"fill {name} with the generator {generator['kind']}", (edit,))
        for place, key in enumerate(table.get("foreign_keys", [])):
            if isinstance(key, dict) and "pick" in key:
                pick = (*at, "foreign_keys", place, "pick")
                yield removing(f"pick rows of {key.get('references')} evenly", *pick)
        for field in table:
            if field not in ("name", "rows", "columns", "description"):
                yield removing(f"leave out {field} of {table.get('name')}", *at, field)


def _corrected(error: Mapping[str, Any], path: Steps, data: dict[str, Any]) -> Iterator[Repair]:
    """What the sort of error says about a value that would do."""
    kind, context, last = error["type"], error.get("ctx") or {}, path[-1] if path else ""
    value = error.get("input")
    if kind == "extra_forbidden":
        holder = _at(data, path[:-1])
        for near in nearest(str(last), _fields_like(error, data)):
            if near not in holder:
                edits = (Edit((*path[:-1], near), value), Edit(path, removes=True))
                yield Repair(f"call it {near}", edits)
    elif kind in ("greater_than_equal", "less_than_equal"):
        limit = context.get("ge", context.get("le"))
        yield Repair(f"set {last} to {limit:,}", (Edit(path, limit),))
    elif kind in ("literal_error", "union_tag_invalid"):
        choices = _QUOTED.findall(str(context.get("expected", context.get("expected_tags", ""))))
        at = path if kind == "literal_error" else (*path, "kind")
        for near in nearest(str(_at(data, at)), choices):
            yield Repair(f"set {at[-1]} to {near}", (Edit(at, near),))
    elif kind in ("too_long", "string_too_long") and isinstance(value, list | str):
        most = int(context["max_length"])
        yield Repair(f"keep the first {most:,} of {last}", (Edit(path, value[:most]),))
    elif last == "type":
        for text in _types_like(value):
            yield Repair(f"set the type to {text}", (Edit(path, text),))
    elif last == "name":
        name = _name_for(path, value, data)
        yield Repair(f"call it {name}", (Edit(path, name),))
    elif kind == "missing" and last == "references_columns":
        parent = _at(data, ("tables", str(_at(data, (*path[:-1], "references")))))
        names = parent.get("primary_key") if isinstance(parent, dict) else None
        if names:
            yield Repair(f"refer to ({', '.join(map(str, names))})", (Edit(path, names),))
    elif path == ("tables",):
        column = {"name": "id", "type": "bigint", "generator": {"kind": "sequence"}}
        table = {"name": "table_1", "columns": [column], "primary_key": ["id"]}
        yield Repair("begin with one table of one column", (Edit(path, [table]),))
    elif last == "columns" and len(path) == 3:
        column = {"name": "id", "type": "bigint", "generator": {"kind": "sequence"}}
        yield Repair("begin with a column of row numbers", (Edit(path, [column]),))


def _fields_like(error: Mapping[str, Any], data: dict[str, Any]) -> list[str]:
    """Names of fields that may have been meant: those of every model of the spec."""
    from assets.schema.table import Check, Column, ForeignKey, Table

    path = data_path(error["loc"], data)
    models: dict[int, Any] = {1: Dataset, 3: Table}
    model = models.get(len(path))
    if len(path) == 5:
        model = {"columns": Column, "foreign_keys": ForeignKey, "checks": Check}.get(str(path[2]))
    if model is not None:
        return list(model.model_fields)
    holder = _at(data, path[:-1])
    kind = holder.get("kind") if isinstance(holder, dict) else None
    return _generator_fields(str(kind))


def _generator_fields(kind: str) -> list[str]:
    from typing import get_args

    from assets.schema.generators import Generator

    union = get_args(get_args(Generator)[0])
    for model in union:
        if model.model_fields["kind"].default == kind:
            return list(model.model_fields)
    return []


def _types_like(value: object) -> list[str]:
    text = str(value).casefold().strip()
    found = [_TYPES[text]] if text in _TYPES else []
    found += [f"{text}(40)"] if text in ("char", "varchar") else []
    return [*found, *nearest(text, sorted(PLAIN_KINDS)), "text"]


def _name_for(path: Steps, value: object, data: dict[str, Any]) -> str:
    if len(path) == 1:
        return dataset_name_from(value if isinstance(value, str) else "dataset")
    taken = {str(item.get("name")) for item in _at(data, path[:-2]) if isinstance(item, dict)}
    text = value if isinstance(value, str) and value.strip() else f"{path[-3]}"[:-1]
    name = identifier_slug(" ".join(text.split()))[:MAX_NAME_LENGTH]
    number = 2
    base = name
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    return name


def _type_of(data: dict[str, Any], column: Steps) -> ColumnType:
    text = _at(data, (*column, "type"))
    try:
        return ColumnType.parse(text) if isinstance(text, str) else ColumnType("text")
    except ValueError:
        return ColumnType("text")


def _name_of(path: Steps, data: Any) -> str:
    part = _at(data, path)
    name = part.get("name") if isinstance(part, dict) else None
    whole = {2: "table", 4: "column"}.get(len(path), "")
    if isinstance(path[-1], str):
        return f"the field {path[-1][:60]}"
    if isinstance(name, str) and name:
        return f"the {whole or str(path[-2]).rstrip('s')} {name[:60]}"
    return f"number {path[-1] + 1} of {path[-2]}"


def _at(data: Any, path: Steps) -> Any:
    for step in path:
        if isinstance(data, list) and isinstance(step, int):
            data = data[step] if step < len(data) else None
        elif isinstance(data, list):
            data = next((i for i in data if isinstance(i, dict) and i.get("name") == step), None)
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return data
