"""The dataset: the root of a spec, its canonical form and its hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError, model_validator

from assets.errors import SpecError
from assets.schema.base import SpecModel
from assets.schema.generators import Aggregate
from assets.schema.names import DatasetName, folded, shown
from assets.schema.polymorphic import PolymorphicKey
from assets.schema.problems import spec_problem
from assets.schema.repairs import parts
from assets.schema.repairs.edits import Edit, MendableError, Repair, Steps, removing
from assets.schema.repairs.naming import named_instead, nearest, renamed
from assets.schema.strata import total_rows
from assets.schema.table import ForeignKey, Table

MAX_SEED = 2**63 - 1
MAX_PROBLEMS = 10  # told in one message


class Dataset(SpecModel):
    """A named set of tables with a seed and a locale (one of Faker's, such as ``de_DE``)."""

    name: DatasetName
    description: str = ""
    seed: Annotated[int, Field(ge=0, le=MAX_SEED)] = 1
    locale: Annotated[str, Field(pattern=r"^[a-z]{2,3}_[A-Z]{2}$")] = "en_US"
    tables: Annotated[list[Table], Field(min_length=1)]

    @model_validator(mode="after")
    def _references(self) -> Self:
        seen: dict[str, str] = {}
        for table in self.tables:
            other = seen.get(folded(table.name))
            if other is not None:
                raise MendableError(
                    f"tables {shown(other)} and {shown(table.name)} have the same name but for "
                    f"case, which files and SQL cannot tell apart: rename one",
                    renamed("tables", [each.name for each in self.tables], table.name),
                    at=("tables", table.name),
                )
            seen[folded(table.name)] = table.name
        for table in self.tables:
            if table.labels_name is not None:
                other = seen.get(folded(table.labels_name))
                if other is not None:
                    raise MendableError(
                        f"the labels of {table.name} would be called {shown(table.labels_name)}, "
                        f"and so is {other}: give flaw_labels another name",
                        removing("make no labels", "tables", table.name, "flaw_labels"),
                        at=("tables", table.name),
                    )
                seen[folded(table.labels_name)] = f"the table of labels of {table.name}"
        by_name = {table.name: table for table in self.tables}
        for table in self.tables:
            for key in table.foreign_keys:
                parent = by_name.get(key.references)
                if parent is None:
                    at = ("tables", table.name, "foreign_keys", table.foreign_keys.index(key))
                    raise MendableError(
                        f"a foreign key of {table.name} refers to the table "
                        f"{shown(key.references)}, which does not exist: add it, or remove the key",
                        *(
                            Repair(f"refer to {near}", (Edit((*at, "references"), near),))
                            for near in nearest(key.references, list(by_name))
                        ),
                        parts.without_key(table, key),
                        at=("tables", table.name, "columns", key.columns[0]),
                    )
                _check_foreign_key(table, key, parent)
            for polymorphic in table.polymorphic_keys:
                _check_references(table, polymorphic, by_name)
        return self

    @model_validator(mode="after")
    def _appends(self) -> Self:
        grown = [table for table in self.tables if table.appended and table.per_parent is None]
        for table in grown:
            if len(table.appended) != len(grown[0].appended):
                wanted = len(grown[0].appended)
                same = [*table.appended, *([0] * wanted)][:wanted]
                at = ("tables", table.name, "appended")
                raise MendableError(
                    f"{grown[0].name} lists {wanted} appends and {table.name} "
                    f"{len(table.appended)}: give each one number an append, 0 where it adds none",
                    Repair(f"give {table.name} {wanted} appends", (Edit(at, same),)),
                    at=at[:2],
                )
        return self

    @model_validator(mode="after")
    def _derived_rows(self) -> Self:
        object.__setattr__(self, "tables", _with_derived_rows(self.tables))
        return self

    def table(self, name: str) -> Table:
        """The table of that name. Raises KeyError when there is none."""
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(name)

    def canonical_json(self) -> str:
        """The one JSON text of this spec: fields in the order of the classes, the members of a JSON
        generator in their own order (which decides the rows), defaults left out."""
        return _canonical(self.model_dump(mode="json", exclude_defaults=True))

    @property
    def version(self) -> str:
        """The spec version: the first 16 hex digits of the SHA-256 of the canonical JSON."""
        return _digest(self.canonical_json())

    def table_hash(self, name: str) -> str:
        """A hash of all that decides the rows of one table: its own spec, the seed, the locale, and
        the same of every table that it refers to or adds up, however far."""
        reached, todo = set[str](), [name]
        while todo:
            current = todo.pop()
            if current not in reached:
                reached.add(current)
                todo += self.table(current).parents
                todo += _summed_tables(self.table(current))
        tables = [
            table.model_dump(mode="json", exclude_defaults=True, exclude=_unseen(table, name))
            for table in self.tables
            if table.name in reached
        ]
        tables.sort(key=lambda table: (table["name"] != name, table["name"]))
        return _digest(_canonical({"seed": self.seed, "locale": self.locale, "tables": tables}))

    def with_rows(self, rows: int) -> Dataset:
        """The same dataset with ``rows`` rows in every table, but those that count per parent."""
        return self._with_counts({table.name: [rows] for table in self.tables})

    @property
    def appends(self) -> list[dict[str, int]]:
        """For each append, oldest first, the rows that it added to tables with a row count."""
        counted = [table for table in self.tables if table.per_parent is None and table.appended]
        return [
            {table.name: table.appended[place] for table in counted if table.appended[place]}
            for place in range(max((len(table.appended) for table in counted), default=0))
        ]

    def ends(self, name: str) -> list[int]:
        """The rows of one table before the first append, and after each of them."""
        table = self.table(name)
        added = table.appended or [0] * len(self.appends)
        return list(accumulate(added, initial=table.rows - sum(added)))

    def append(self, added: Mapping[str, int]) -> Dataset:
        """The dataset after one more append, of ``added`` rows to tables with a row count."""
        ends = {table.name: self.ends(table.name) for table in self.tables}
        grown = {name: [*own, own[-1] + added.get(name, 0)] for name, own in ends.items()}
        return self._with_counts(grown)

    def before(self, appends: int) -> Dataset:
        """The dataset as it was after its first ``appends`` appends."""
        ends = {table.name: self.ends(table.name) for table in self.tables}
        return self._with_counts({name: own[: appends + 1] for name, own in ends.items()})

    def _with_counts(self, ends: Mapping[str, list[int]]) -> Dataset:
        tables = [
            _with_shares(table, [own[0], *(after - before for before, after in pairwise(own))])
            for table in self.tables
            for own in [ends[table.name]]
        ]
        return self.model_copy(update={"tables": _with_derived_rows(tables)})


def _summed_tables(table: Table) -> list[str]:
    """The tables whose rows the columns of a table add up."""
    generators = (column.generator for column in table.columns)
    return [each.table for each in generators if isinstance(each, Aggregate)]


def _unseen(table: Table, name: str) -> set[str]:
    """What of a table does not matter to the rows of the table ``name``."""
    return {"changes"} if table.name == name else {"changes", "flaws", "flaw_labels"}


def _with_derived_rows(tables: list[Table]) -> list[Table]:
    """The tables, those with ``per_parent`` with the rows that follow from their parents'.

    Parents that an append has added have their children in the same append.
    """
    appends = max((len(t.appended) for t in tables if t.per_parent is None), default=0)
    found = {t.name: _shares(t, appends) for t in tables if t.per_parent is None}
    by_name = {table.name: table for table in tables}
    waiting = [table for table in tables if table.per_parent is not None]
    while waiting:
        ready = [t for t in waiting if t.parent_key and t.parent_key.references in found]
        if not ready:
            names = ", ".join(table.name for table in waiting)
            raise MendableError(
                f"the rows of {names} are counted per parent in a circle: give one a number of "
                f"rows",
                *(parts.rows_for_themselves(table) for table in waiting),
                at=("tables", waiting[0].name),
            )
        for table in ready:
            assert table.per_parent is not None
            assert table.parent_key is not None
            parent = by_name[table.parent_key.references]
            at = ("tables", table.name, "per_parent", "count")
            mends = (
                Repair("count all parents alike", (Edit((*at[:3], "by"), removes=True),)),
                Repair("count 1 to 3 children", (Edit(at, {**parts.SOME_CHILDREN, "min": 1}),)),
                parts.rows_for_themselves(table),
            )
            try:
                shares = [total_rows(parent, n, table.per_parent) for n in found[parent.name]]
            except ValueError as error:
                text = f"per_parent of {table.name}: {error}"
                raise MendableError(text, *mends, at=at[:2]) from error
            found[table.name] = shares
            if shares[0] == 0:
                text = f"no parent of {table.name} has a child: raise its count"
                raise MendableError(text, *mends, at=at[:2])
        waiting = [table for table in waiting if table not in ready]
    return [_with_shares(table, found[table.name]) for table in tables]


def _with_shares(table: Table, shares: list[int]) -> Table:
    """The table with these rows; one that never grew lists no appends."""
    first, *added = shares
    update = {"rows": first + sum(added), "appended": added if any(added) else []}
    same = update == {"rows": table.rows, "appended": table.appended}
    return table if same else table.model_copy(update=update)


def _shares(table: Table, appends: int) -> list[int]:
    """The rows of a table before the first append, and those that each of them has added."""
    added = table.appended or [0] * appends
    return [table.rows - sum(added), *added]


def dataset_from(data: Any, *, where: str = "spec") -> Dataset:
    """The dataset that plain data (from YAML, JSON or an editor) describes.

    Raises SpecError, whose message lists what is wrong, field by field, up to MAX_PROBLEMS of them;
    ``where`` names the source.
    """
    if not isinstance(data, dict):
        raise SpecError(
            f"a spec is a mapping with name and tables, this is a {type(data).__name__}",
            where=where,
        )
    try:
        return Dataset.model_validate(data)
    except ValidationError as error:
        problems = spec_problems(error, data)
        if len(problems) > MAX_PROBLEMS:
            problems[MAX_PROBLEMS:] = [f"and {len(problems) - MAX_PROBLEMS:,} problems more"]
        raise SpecError("; ".join(problems), where=where) from error


def spec_problems(error: ValidationError, data: Any) -> list[str]:
    """One line a problem, each naming the table and column where it is."""
    found = (spec_problem(each, data) for each in error.errors(include_url=False))
    return list(dict.fromkeys(str(each) for each in found))


@dataclass(frozen=True)
class _Target:
    """The columns of a key, and the columns of the parent that they refer to, called ``names``.

    ``at`` leads to the names in the spec, or to the only one."""

    where: str
    table: Table
    columns: list[str]
    parent: Table
    names: list[str]
    at: Steps


def _check_references(table: Table, key: PolymorphicKey, tables: dict[str, Table]) -> None:
    where = f"the polymorphic key ({', '.join(key.columns)}) of {table.name}"
    here = ("tables", table.name, "columns", key.id_column)
    at = ("tables", table.name, "polymorphic_keys", table.polymorphic_keys.index(key), "references")
    remove = parts.without_polymorphic_key(table, key)
    for place, reference in enumerate(key.references):
        parent = tables.get(reference.table)
        if parent is None:
            raise MendableError(
                f"{where} refers to the table {shown(reference.table)}, which does not exist: "
                f"add it, or remove the reference",
                *(
                    Repair(f"refer to {near}", (Edit((*at, place, "table"), near),))
                    for near in nearest(reference.table, list(tables))
                ),
                remove,
                at=here,
            )
        target = _Target(
            where, table, [key.id_column], parent, [reference.column], (*at, place, "column")
        )
        mends = [remove]
        if len(parent.primary_key) == 1 and parent.primary_key != target.names:
            text = f"refer to the primary key ({parent.primary_key[0]}) of {parent.name}"
            mends.insert(0, Repair(text, (Edit(target.at, parent.primary_key[0]),)))
        _check_target(target, mends)


def _check_foreign_key(table: Table, key: ForeignKey, parent: Table) -> None:
    columns, targets = key.columns, key.references_columns
    at = ("tables", table.name, "foreign_keys", table.foreign_keys.index(key), "references_columns")
    mends = [parts.without_key(table, key)]
    primary = parent.primary_key
    if len(primary) == len(columns) and primary != targets:
        text = f"refer to the primary key ({', '.join(primary)}) of {parent.name}"
        mends.insert(0, Repair(text, (Edit(at, primary),)))
    where = f"the foreign key ({', '.join(columns)}) of {table.name}"
    _check_target(_Target(where, table, columns, parent, targets, at), mends)


def _check_target(target: _Target, mends: list[Repair]) -> None:
    where, table, columns = target.where, target.table, target.columns
    parent, targets = target.parent, target.names
    here = ("tables", table.name, "columns", columns[0])
    names = {column.name for column in parent.columns}
    for name in targets:
        if name not in names:
            raise MendableError(
                f"{where} refers to {parent.name}.{shown(name)}, which does not exist: "
                f"use one of {', '.join(sorted(names)[:8])}",
                *(
                    Repair(f"refer to {near}", (Edit(target.at, near),))
                    for near in nearest(name, sorted(names))
                )
                if target.at[-1] == "column"
                else named_instead(target.at, targets, name, sorted(names)),
                *mends,
                at=here,
            )
    if not any(set(unique) == set(targets) for unique in parent.unique_sets):
        text = f"let ({', '.join(targets)}) of {parent.name} be unique"
        sets = ("tables", parent.name, "unique")
        unique = Repair(text, (Edit(sets, [*parent.unique, targets]),))
        raise MendableError(
            f"{where} refers to {parent.name} ({', '.join(targets)}), which is neither its primary "
            f"key nor unique: refer to its key, or make it unique",
            *mends[:-1],
            unique,
            mends[-1],
            at=here,
        )
    for name, other_name in zip(columns, targets, strict=True):
        own, other = table.column(name).type, parent.column(other_name).type
        families = {_family(own.kind, own.is_array), _family(other.kind, other.is_array)}
        if len(families) > 1:
            raise MendableError(
                f"{table.name}.{name} is {own} and refers to {parent.name}.{other_name}, which is "
                f"{other}: give both the same type",
                parts.retyped(table, name, other),
                mends[-1],
                at=("tables", table.name, "columns", name),
            )


def _family(kind: str, is_array: bool) -> str:
    groups = {
        "number": {"tinyint", "smallint", "integer", "bigint", "decimal"},
        "string": {"char", "varchar", "text", "uuid"},
    }
    name = next((group for group, kinds in groups.items() if kind in kinds), kind)
    return f"{name}[]" if is_array else name


def _canonical(data: Any) -> str:
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
