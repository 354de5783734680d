"""The changes that lead from one spec to another."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from assets.errors import SpecError
from assets.schema.base import SpecModel
from assets.schema.changes import kinds
from assets.schema.changes.apply import apply
from assets.schema.changes.fields import plain_fields, to_plain
from assets.schema.changes.kinds import Change
from assets.schema.changes.order import staying
from assets.schema.dataset import Dataset
from assets.schema.table import Column, ForeignKey, Table


def diff(old: Dataset | None, new: Dataset) -> list[Change]:
    """Changes such that ``apply(old, changes) == new``; none when both are the same.

    A table or column that differs from a vanished one in nothing but its name was renamed.
    """
    changes: list[Change] = []
    if old is None:
        changes.append(kinds.CreateDataset(name=new.name))
        start = Dataset.model_construct(name=new.name, tables=[])
        return [*changes, *_fields(start, new, kinds.ChangeDataset), *_tables(start, new)]
    for rename in _renames(old, new):
        try:
            old = apply(old, [rename])
        except SpecError:
            continue  # an expression forbids it: told as removed and added
        changes.append(rename)
    return [*changes, *_fields(old, new, kinds.ChangeDataset), *_tables(old, new)]


def _tables(old: Dataset, new: Dataset) -> list[Change]:
    before = {table.name: table for table in old.tables}
    after = {table.name: table for table in new.tables}
    changes: list[Change] = [kinds.RemoveTable(table=name) for name in before if name not in after]
    changes += _placed(
        list(before),
        list(after),
        add=lambda name, place: kinds.AddTable(table=after[name], **place),
        move=lambda name, place: kinds.MoveTable(table=name, **place),
    )
    for name, table in after.items():
        if name in before:
            changes += _fields(before[name], table, kinds.ChangeTable, table=name)
            changes += _columns(before[name], table)
            changes += _foreign_keys(name, before[name].foreign_keys, table.foreign_keys)
    return changes


def _columns(old: Table, new: Table) -> list[Change]:
    before = {column.name: column for column in old.columns}
    after = {column.name: column for column in new.columns}
    table = new.name
    changes: list[Change] = [
        kinds.RemoveColumn(table=table, column=name) for name in before if name not in after
    ]
    changes += _placed(
        list(before),
        list(after),
        add=lambda name, place: kinds.AddColumn(table=table, column=after[name], **place),
        move=lambda name, place: kinds.MoveColumn(table=table, column=name, **place),
    )
    for name, column in after.items():
        if name in before:
            changes += _fields(before[name], column, kinds.ChangeColumn, table=table, column=name)
    return changes


def _fields(old: SpecModel, new: SpecModel, kind: Any, **place: str) -> list[Change]:
    owner = type(new)
    changes: list[Change] = []
    for field in plain_fields(owner):
        before = to_plain(owner, field, getattr(old, field))
        after = to_plain(owner, field, getattr(new, field))
        if not _same(before, after):
            changes.append(kind(**place, field=field, old=before, new=after))
    return changes


def _placed(
    before: Sequence[str],
    after: Sequence[str],
    *,
    add: Callable[[str, dict[str, Any]], Change],
    move: Callable[[str, dict[str, Any]], Change],
) -> list[Change]:
    """Additions and moves, so that what is left of ``before`` comes into the order of ``after``."""
    present = [name for name in before if name in set(after)]
    known, fixed = set(present), staying(present, after)
    changes = []
    for index, name in enumerate(after):
        if name in fixed:
            continue
        if name in known:
            present.remove(name)
        previous = after[index - 1] if index else None
        at = present.index(previous) + 1 if previous is not None else 0
        place: dict[str, Any] = {} if at == len(present) else {"after": previous}
        if previous is None and present:
            place = {"first": True}
        changes.append(move(name, place) if name in known else add(name, place))
        present.insert(at, name)
    return changes


def _foreign_keys(table: str, old: list[ForeignKey], new: list[ForeignKey]) -> list[Change]:
    if old == new:
        return []
    current, changes = list(old), list[Change]()
    gone = [key for key in old if key not in new]
    for key in [key for key in new if key not in old]:
        twin = next((other for other in gone if other.columns == key.columns), None)
        if twin is not None:
            gone.remove(twin)
            current[current.index(twin)] = key
            changes.append(kinds.ChangeForeignKey(table=table, old=twin, new=key))
    for key in gone:
        current.remove(key)
        changes.append(kinds.RemoveForeignKey(table=table, foreign_key=key))
    if current == new[: len(current)]:
        return changes + [
            kinds.AddForeignKey(table=table, foreign_key=key) for key in new[len(current) :]
        ]
    for place, key in enumerate(new):
        if place < len(current) and current[place] == key:
            continue
        if key in current[place:] and key not in current[:place]:
            current.remove(key)
            changes.append(kinds.RemoveForeignKey(table=table, foreign_key=key))
        current.insert(place, key)
        changes.append(kinds.AddForeignKey(table=table, foreign_key=key, position=place))
    if current == new:
        return changes
    # Equal keys stand in the list more than once: put all of them anew.
    return [
        *(kinds.RemoveForeignKey(table=table, foreign_key=key) for key in old),
        *(kinds.AddForeignKey(table=table, foreign_key=key) for key in new),
    ]


def _renames(old: Dataset, new: Dataset) -> list[Change]:
    tables = _pairs(old.tables, new.tables)
    changes: list[Change] = [kinds.RenameTable(table=a, new=b) for a, b in tables.items()]
    after = {table.name: table for table in new.tables}
    for table in old.tables:
        other = after.get(table.name)
        if other is not None:
            pairs = _pairs(table.columns, other.columns)
            changes += [
                kinds.RenameColumn(table=other.name, column=a, new=b) for a, b in pairs.items()
            ]
    return changes


def _pairs(old: Sequence[Table | Column], new: Sequence[Table | Column]) -> dict[str, str]:
    """The old and the new name of each that vanished and has just one likeness among the new."""
    before, after = {item.name for item in old}, {item.name for item in new}
    gone = [(item.name, _likeness(item)) for item in old if item.name not in after]
    come = [(item.name, _likeness(item)) for item in new if item.name not in before]
    counts = Counter(text for _, text in gone) + Counter(text for _, text in come)
    return {a: b for a, one in gone for b, other in come if one == other and counts[one] == 2}


def _likeness(item: Table | Column) -> str:
    data = item.model_dump(mode="json", exclude_defaults=True)
    for key in data.get("foreign_keys", []):
        if key["references"] == item.name:
            key["references"] = None  # itself, under whichever name
    for key in data.get("polymorphic_keys", []):
        for reference in key["references"]:
            if reference["table"] == item.name:
                reference["table"] = None
    return json.dumps({**data, "name": None})


def _same(one: Any, other: Any) -> bool:
    return json.dumps(one) == json.dumps(other)  # 1, 1.0 and true are equal, but not the same
