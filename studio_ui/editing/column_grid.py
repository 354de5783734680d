"""A table's columns as the rows of an editor grid, and back.

Tables here are plain spec data (what ``Dataset`` dumps to), which may be invalid while a person
edits. A cell of parameters that cannot be read stays in the data under ``UNREADABLE``, so that no
typing is lost; ``unreadable_parameters`` finds such cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from studio_ui.editing import correlations, flaws, parameters, targets
from studio_ui.editing.generator_kinds import (
    default_generator,
    is_type,
    kinds,
    starting_parameters,
)
from studio_ui.editing.grid import GridEdits, Row, edited_rows, number_of, text_of

FOREIGN_KEY = "foreign key"
UNREADABLE = "parameters"
MAX_CELL = 4_000
Data = dict[str, Any]


def generator_options() -> list[str]:
    """What the generator cell offers: every kind, and FOREIGN_KEY for a column filled by one."""
    return [FOREIGN_KEY, *kinds()]


def rows_of(table: Data) -> list[Row]:
    """One row a column, in their order."""
    key = table.get("primary_key", [])
    return [
        {
            "name": column.get("name", ""),
            "type": column.get("type", ""),
            "key": column.get("name") in key,
            "nullable": bool(column.get("nullable", False)),
            "null_rate": float(column.get("null_rate", 0.0)),
            "unique": bool(column.get("unique", False)),
            "generator": _kind(column),
            "parameters": _parameters_text(table, column),
            "description": column.get("description", ""),
        }
        for column in table.get("columns", [])
    ]


def edited(table: Data, edits: GridEdits) -> tuple[Data, dict[str, str]]:
    """The table after the edits of the grid that ``rows_of(table)`` fills, and the columns that
    were renamed, old name to new.

    A column that loses its place takes its keys with it; a renamed one keeps them. What must follow
    from an edit does: another kind starts with parameters that suit it, another type with a
    generator that suits it, a key column is not nullable, a column that is not nullable has no
    null rate.
    """
    before = table.get("columns", [])
    rows = edited_rows(rows_of(table), edits)
    changed = {int(at): set(cells) for at, cells in edits.get("edited_rows", {}).items()}
    columns: list[Data] = []
    renamed: dict[str, str] = {}
    for at, row in rows:
        if at is None:
            columns.append(_new_column(row, columns))
            continue
        column = _edited_column(before[at], row, changed.get(at, set()))
        if column["name"] != before[at]["name"]:
            renamed[before[at]["name"]] = column["name"]
        columns.append(column)
    kept = {before[at]["name"] for at, _ in rows if at is not None}
    after = _with_keys(table, kept, renamed)
    keyed = [c["name"] for c, (_, row) in zip(columns, rows, strict=True) if row.get("key")]
    primary_key = [name for name in after.pop("primary_key", []) if name in keyed]
    primary_key += [name for name in keyed if name not in primary_key]
    return _in_order({**after, "columns": columns, "primary_key": primary_key}), renamed


def unreadable_parameters(table: Data) -> Iterator[tuple[str, str]]:
    """Each column whose parameters cannot be read, with what is wrong."""
    for column in table.get("columns", []):
        generator = column.get("generator") or {}
        if UNREADABLE in generator:
            try:
                parameters.from_text(generator["kind"], generator[UNREADABLE])
            except ValueError as error:
                yield column.get("name", ""), str(error)


def _kind(column: Data) -> str:
    generator = column.get("generator")
    return generator.get("kind", "") if generator else FOREIGN_KEY


def _parameters_text(table: Data, column: Data) -> str:
    generator = column.get("generator")
    if not generator:
        return ", ".join(_targets(table, column.get("name", "")))
    if UNREADABLE in generator:
        return str(generator[UNREADABLE])
    values = {name: value for name, value in generator.items() if name != "kind"}
    text = parameters.to_text(generator.get("kind", ""), values)
    return text if len(text) <= MAX_CELL else f"{text[:MAX_CELL]} ..."


def _targets(table: Data, name: str) -> Iterator[str]:
    for key in table.get("foreign_keys", []):
        pairs = zip(key.get("columns", []), key.get("references_columns", []), strict=False)
        yield from (f"{key['references']}.{target}" for own, target in pairs if own == name)
    for key in table.get("polymorphic_keys", []):
        if name == key.get("id_column"):
            references = key.get("references", [])
            yield from (f"{ref.get('table', '')}.{ref.get('column', '')}" for ref in references)


def _edited_column(before: Data, row: Row, changed: set[str]) -> Data:
    column = {**before, "name": text_of(row, "name"), "type": text_of(row, "type")}
    column["nullable"] = bool(row.get("nullable"))
    column["null_rate"] = number_of(row, "null_rate")
    column["unique"] = bool(row.get("unique"))
    column["description"] = text_of(row, "description")
    if "key" in changed and row.get("key"):
        column["nullable"] = False
    if changed & {"nullable", "key"} and not column["nullable"]:
        column["null_rate"] = 0.0
    if changed & {"generator", "parameters"}:
        column["generator"] = _generator(before, row, changed)
    elif "type" in changed:
        column["generator"] = _retyped(before, column["type"])
    return _in_order(column)


def _generator(before: Data, row: Row, changed: set[str]) -> Data | None:
    kind = text_of(row, "generator")
    if kind in (FOREIGN_KEY, ""):
        return None
    if "parameters" in changed:
        return _read(kind, text_of(row, "parameters"))
    if kind == _kind(before):
        return before.get("generator")
    return {"kind": kind, **starting_parameters(kind)}


def _read(kind: str, text: str) -> Data:
    try:
        return {"kind": kind, **parameters.from_text(kind, text)}
    except ValueError:
        return {"kind": kind, UNREADABLE: text}


def _retyped(before: Data, type_text: str) -> Data | None:
    """The generator of a column whose type changed: one of the new type where it was the ordinary
    one of the old type, else the same."""
    generator: Data | None = before.get("generator")
    ordinary = default_generator(before.get("type", ""))
    if generator is None or generator.get("kind") != ordinary["kind"] or not is_type(type_text):
        return generator
    fitting = default_generator(type_text)
    return generator if fitting["kind"] == ordinary["kind"] else fitting


def _new_column(row: Row, others: Sequence[Data]) -> Data:
    taken = {column["name"].casefold() for column in others}
    number = next(n for n in range(1, len(taken) + 2) if f"column_{n}" not in taken)
    type_text = text_of(row, "type") or "text"
    kind = text_of(row, "generator")
    generator: Data | None = default_generator(type_text)
    if kind == FOREIGN_KEY:
        generator = None
    elif text_of(row, "parameters"):
        generator = _read(kind or default_generator(type_text)["kind"], text_of(row, "parameters"))
    elif kind:
        generator = {"kind": kind, **starting_parameters(kind)}
    nullable = bool(row.get("nullable")) and not row.get("key")
    return _in_order(
        {
            "name": text_of(row, "name") or f"column_{number}",
            "type": type_text,
            "nullable": nullable,
            "null_rate": number_of(row, "null_rate") if nullable else 0.0,
            "unique": bool(row.get("unique")),
            "generator": generator,
            "description": text_of(row, "description"),
        }
    )


def _with_keys(table: Data, kept: set[str], renamed: dict[str, str]) -> Data:
    """The table's keys under the new names, without those that lost a column."""

    def new(names: list[str]) -> list[str]:
        return [renamed.get(name, name) for name in names]

    columns = {column["name"] for column in table.get("columns", [])}
    gone = columns - kept
    key = [name for name in table.get("primary_key", []) if name not in gone]
    family = table.get("per_parent")
    others = {name: value for name, value in table.items() if name != "per_parent"}
    if family and not gone & set(family["columns"]):
        others["per_parent"] = {**family, "columns": new(family["columns"])}
    if correlated := correlations.following(others.pop("correlations", []), gone, renamed):
        others["correlations"] = correlated
    if (named := (others.get("changes") or {}).get("columns")) is not None:
        stream = {name: value for name, value in others["changes"].items() if name != "columns"}
        if left := [name for name in named if name not in gone]:
            stream["columns"] = new(left)
        others["changes"] = stream
    if flawed := flaws.following(others.pop("flaws", []), gone, renamed):
        others["flaws"] = flawed
    if targeted := targets.following(others.pop("targets", []), gone, renamed):
        others["targets"] = targeted
    return {
        **others,
        "primary_key": new(key),
        "unique": [new(names) for names in table.get("unique", []) if not gone & set(names)],
        "foreign_keys": [
            {**found, "columns": new(found["columns"])}
            for found in table.get("foreign_keys", [])
            if not gone & set(found["columns"])
        ],
        "polymorphic_keys": [
            {
                **found,
                "type_column": renamed.get(found["type_column"], found["type_column"]),
                "id_column": renamed.get(found["id_column"], found["id_column"]),
            }
            for found in table.get("polymorphic_keys", [])
            if not gone & {found["type_column"], found["id_column"]}
        ],
    }


_ORDER = [
    "name",
    "rows",
    "per_parent",
    "type",
    "nullable",
    "null_rate",
    "unique",
    "generator",
    "columns",
]
_DEFAULTS: Data = {"nullable": False, "null_rate": 0.0, "unique": False, "generator": None}
_DEFAULTS |= {"description": "", "primary_key": [], "foreign_keys": [], "polymorphic_keys": []}


def _in_order(data: Data) -> Data:
    """The data as a spec is written: fields in their order, defaults left out."""
    names = sorted(data, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))
    table = "columns" in data
    return {
        name: data[name]
        for name in names
        if not (name in _DEFAULTS and data[name] == _DEFAULTS[name])
        and not (table and name == "unique" and not data[name])
    }
