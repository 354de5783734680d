"""Doing changes to a spec. Only the result must be valid, not the steps between."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from assets.errors import SpecError
from assets.schema.base import SpecModel
from assets.schema.changes import kinds
from assets.schema.changes.describe import describe
from assets.schema.changes.fields import from_plain, to_plain
from assets.schema.changes.kinds import Change
from assets.schema.changes.renames import Rename
from assets.schema.dataset import Dataset, dataset_from
from assets.schema.flaws import Flaw, renamed
from assets.schema.names import shown
from assets.schema.table import Column, Table

Fields = dict[str, Any]
"""A model's fields by name; ``tables`` and ``columns`` hold the same again."""


def apply(dataset: Dataset | None, changes: Iterable[Change]) -> Dataset:
    """The dataset after the changes, in their order; None starts a new one with create_dataset.

    Raises SpecError for a change that does not fit (an unknown column, an old value that is not the
    present one, a rename that an expression forbids), and when the result is not a valid spec.
    """
    draft = _Draft(_fields(dataset)) if dataset is not None else _Draft({})
    for change in changes:
        try:
            _STEPS[type(change)](draft, change)
        except SpecError as error:
            raise SpecError(error.problem, where=describe(change), repair=error.repair) from error
    if not draft.fields:
        raise SpecError("there is no dataset to change", repair="begin with create_dataset")
    return dataset_from(draft.fields, where="changed spec")


@dataclass
class _Draft:
    """A spec while it is being changed."""

    fields: Fields

    @property
    def tables(self) -> list[Fields]:
        if not self.fields:
            _refuse("there is no dataset yet", "begin with create_dataset")
        tables: list[Fields] = self.fields["tables"]
        return tables

    def table(self, name: str) -> Fields:
        return _named(self.tables, name, "table", "the dataset")

    def column(self, table: str, name: str) -> Fields:
        return _named(self.table(table)["columns"], name, "column", table)


def _fields(model: Dataset | Table | Column) -> Fields:
    fields = {name: getattr(model, name) for name in type(model).model_fields}
    for name in ("tables", "columns"):
        if name in fields:
            fields[name] = [_fields(part) for part in fields[name]]
    return fields


def _create_dataset(draft: _Draft, change: kinds.CreateDataset) -> None:
    if draft.fields:
        _refuse("there is a dataset already", "leave create_dataset out")
    draft.fields = {
        name: info.get_default(call_default_factory=True)
        for name, info in Dataset.model_fields.items()
        if not info.is_required()
    } | {"name": change.name, "tables": []}


def _change_dataset(draft: _Draft, change: kinds.ChangeDataset) -> None:
    if not draft.fields:
        _refuse("there is no dataset yet", "begin with create_dataset")
    _set(draft.fields, change)


def _add_table(draft: _Draft, change: kinds.AddTable) -> None:
    _place(draft.tables, _fields(change.table), change, "table", "the dataset")


def _remove_table(draft: _Draft, change: kinds.RemoveTable) -> None:
    draft.tables.remove(draft.table(change.table))


def _move_table(draft: _Draft, change: kinds.MoveTable) -> None:
    table = draft.table(change.table)
    draft.tables.remove(table)
    _place(draft.tables, table, change, "table", "the dataset")


def _rename_table(draft: _Draft, change: kinds.RenameTable) -> None:
    old, new = change.table, change.new
    owner = draft.table(old)
    _refuse_taken(draft.tables, new, "table", "the dataset")
    _rename_in_expressions(draft, owner, None, new)
    owner["name"] = new
    for table in draft.tables:
        table["foreign_keys"] = [
            key.model_copy(update={"references": new}) if key.references == old else key
            for key in table["foreign_keys"]
        ]
        table["polymorphic_keys"] = [key.with_table(old, new) for key in table["polymorphic_keys"]]


def _change_table(draft: _Draft, change: kinds.ChangeTable) -> None:
    _set(draft.table(change.table), change)


def _add_column(draft: _Draft, change: kinds.AddColumn) -> None:
    columns = draft.table(change.table)["columns"]
    _place(columns, _fields(change.column), change, "column", change.table)


def _remove_column(draft: _Draft, change: kinds.RemoveColumn) -> None:
    column = draft.column(change.table, change.column)
    draft.table(change.table)["columns"].remove(column)


def _move_column(draft: _Draft, change: kinds.MoveColumn) -> None:
    column, columns = (
        draft.column(change.table, change.column),
        draft.table(change.table)["columns"],
    )
    columns.remove(column)
    _place(columns, column, change, "column", change.table)


def _rename_column(draft: _Draft, change: kinds.RenameColumn) -> None:
    owner, old, new = draft.table(change.table), change.column, change.new
    column = draft.column(change.table, old)
    _refuse_taken(owner["columns"], new, "column", change.table)
    _rename_in_expressions(draft, owner, old, new)
    column["name"] = new

    def after(names: list[str]) -> list[str]:
        return [new if name == old else name for name in names]

    owner["primary_key"] = after(owner["primary_key"])
    owner["unique"] = [after(names) for names in owner["unique"]]
    owner["correlations"] = [found.renamed(old, new) for found in owner["correlations"]]
    owner["flaws"] = [renamed(flaw, old, new) for flaw in owner["flaws"]]
    if owner["per_parent"] is not None:
        names = after(owner["per_parent"].columns)
        owner["per_parent"] = owner["per_parent"].model_copy(update={"columns": names})
    stream = owner["changes"]
    if stream is not None and stream.columns is not None:
        owner["changes"] = stream.model_copy(update={"columns": after(stream.columns)})
    for table in draft.tables:
        if _counts_by(table, change.table) == old:
            by = table["per_parent"].by.model_copy(update={"column": new})
            table["per_parent"] = table["per_parent"].model_copy(update={"by": by})
        keys = table["foreign_keys"]
        if table is owner:
            keys = [key.model_copy(update={"columns": after(key.columns)}) for key in keys]
        table["foreign_keys"] = [
            key.model_copy(update={"references_columns": after(key.references_columns)})
            if key.references == change.table
            else key
            for key in keys
        ]
        polymorphic = table["polymorphic_keys"]
        if table is owner:
            polymorphic = [key.with_own_column(old, new) for key in polymorphic]
        table["polymorphic_keys"] = [key.with_column(change.table, old, new) for key in polymorphic]


def _change_column(draft: _Draft, change: kinds.ChangeColumn) -> None:
    _set(draft.column(change.table, change.column), change)


def _add_foreign_key(draft: _Draft, change: kinds.AddForeignKey) -> None:
    keys = list(draft.table(change.table)["foreign_keys"])
    place = len(keys) if change.position is None else change.position
    if place > len(keys):
        _refuse(
            f"{change.table} has {len(keys)} foreign keys, there is no position {place}",
            "leave the position out",
        )
    keys.insert(place, change.foreign_key)
    draft.table(change.table)["foreign_keys"] = keys


def _remove_foreign_key(draft: _Draft, change: kinds.RemoveForeignKey) -> None:
    keys = list(draft.table(change.table)["foreign_keys"])
    if change.foreign_key not in keys:
        _refuse(f"{change.table} has no such foreign key", "name one that it has, field by field")
    keys.remove(change.foreign_key)
    draft.table(change.table)["foreign_keys"] = keys


def _change_foreign_key(draft: _Draft, change: kinds.ChangeForeignKey) -> None:
    keys = list(draft.table(change.table)["foreign_keys"])
    if change.old not in keys:
        _refuse(f"{change.table} has no such foreign key", "name one that it has, field by field")
    keys[keys.index(change.old)] = change.new
    draft.table(change.table)["foreign_keys"] = keys


_STEPS: dict[type[SpecModel], Callable[[_Draft, Any], None]] = {
    kinds.CreateDataset: _create_dataset,
    kinds.ChangeDataset: _change_dataset,
    kinds.AddTable: _add_table,
    kinds.RemoveTable: _remove_table,
    kinds.MoveTable: _move_table,
    kinds.RenameTable: _rename_table,
    kinds.ChangeTable: _change_table,
    kinds.AddColumn: _add_column,
    kinds.RemoveColumn: _remove_column,
    kinds.MoveColumn: _move_column,
    kinds.RenameColumn: _rename_column,
    kinds.ChangeColumn: _change_column,
    kinds.AddForeignKey: _add_foreign_key,
    kinds.RemoveForeignKey: _remove_foreign_key,
    kinds.ChangeForeignKey: _change_foreign_key,
}


def _set(fields: Fields, change: kinds.ChangeDataset | kinds.ChangeTable | Any) -> None:
    present = to_plain(change.owner, change.field, fields[change.field])
    if present != change.old:
        _refuse(
            f"the present value is {shown(str(present))}, not {shown(str(change.old))}",
            "make the change from the present value",
        )
    fields[change.field] = from_plain(change.owner, change.field, change.new)


def _place(items: list[Fields], item: Fields, change: Any, what: str, where: str) -> None:
    _refuse_taken(items, item["name"], what, where)
    if change.first:
        items.insert(0, item)
    elif change.after is None:
        items.append(item)
    else:
        items.insert(items.index(_named(items, change.after, what, where)) + 1, item)


def _named(items: list[Fields], name: str, what: str, where: str) -> Fields:
    found = next((item for item in items if item["name"] == name), None)
    if found is not None:
        return found
    known = ", ".join(item["name"] for item in items[:8])
    return _refuse(f"{where} has no {what} {shown(name)}", f"use one of {known}" if known else "")


def _refuse_taken(items: list[Fields], name: str, what: str, where: str) -> None:
    if any(item["name"] == name for item in items):
        _refuse(f"{where} has a {what} {shown(name)} already", "choose another name")


def _rename_in_expressions(draft: _Draft, owner: Fields, column: str | None, new: str) -> None:
    rename = Rename(owner["name"], column, new)
    owner["checks"] = [
        check.model_copy(update={"sql": rename.in_sql(check.sql)}) for check in owner["checks"]
    ]
    for fields in owner["columns"]:
        fields["generator"] = rename.in_generator(fields["generator"])
    owner["flaws"] = [_in_flaw(rename, flaw) for flaw in owner["flaws"]]
    owner["targets"] = [
        target.renamed(rename.in_path, rename.in_path) for target in owner["targets"]
    ]
    for table in draft.tables:
        if table is not owner:
            heads = (owner["name"], *_keys_to(owner["name"], table)) if column else (owner["name"],)
            outside = replace(rename, heads=heads)
            for fields in table["columns"]:
                fields["generator"] = outside.in_generator(fields["generator"])
            table["flaws"] = [_in_flaw(outside, flaw) for flaw in table["flaws"]]
            table["targets"] = [
                target.renamed(lambda name: name, outside.in_path) for target in table["targets"]
            ]


def _in_flaw(rename: Rename, flaw: Flaw) -> Flaw:
    """The flaw after the rename in its condition."""
    if flaw.when is None:
        return flaw
    return flaw.model_copy(update={"when": rename.in_sql(flaw.when)})


def _keys_to(parent: str, table: Fields) -> list[str]:
    """The single-column foreign keys of a table to a parent, by which paths may name it."""
    keys = [key for key in table["foreign_keys"] if key.references == parent]
    return [key.columns[0] for key in keys if len(key.columns) == 1]


def _counts_by(table: Fields, parent: str) -> str | None:
    """The column of ``parent`` by whose categories a table counts its rows."""
    family = table["per_parent"]
    if family is None or family.by is None:
        return None
    keys = (key for key in table["foreign_keys"] if key.columns == family.columns)
    key = next((key for key in keys if key.references != table["name"]), None)
    return family.by.column if key is not None and key.references == parent else None


def _refuse(problem: str, repair: str) -> NoReturn:
    raise SpecError(problem, repair=repair)
