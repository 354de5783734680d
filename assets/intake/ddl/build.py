"""From the facts of a script to a dataset: names, types, keys, checks and generators."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from assets.errors import IntakeError
from assets.intake.ddl.catalog import Catalog, RawColumn, RawTable
from assets.intake.ddl.checks import Rules, read_rules
from assets.intake.ddl.conditions import UntranslatableError, translate, type_of
from assets.intake.ddl.generated import generated_column
from assets.intake.ddl.partitions import copy_likes, fold_partitions, identity
from assets.intake.ddl.relations import foreign_keys, key_names, unique_keys
from assets.intake.ddl.text import at_line
from assets.intake.ddl.types import Typed, is_plain, resolve_type
from assets.intake.limits import Limits
from assets.intake.narrow import narrow, whole_range
from assets.intake.semantics import ColumnFacts, generator_for
from assets.schema.dataset import Dataset, spec_problems
from assets.schema.generators import Generator
from assets.schema.names import check_identifier, shown
from assets.schema.table import Column, ForeignKey, Table

NULL_RATE = 0.1


@dataclass(slots=True)
class TableFacts:
    """A table on its way: its final name, the types of its columns, and its keys."""

    raw: RawTable
    name: str
    types: dict[str, Typed]
    primary_key: tuple[str, ...] = ()
    uniques: list[tuple[str, ...]] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)


def build_dataset(catalog: Catalog, *, name: str, rows: int, where: str) -> Dataset:
    """The dataset that a catalog describes. Notes in the catalog what cannot be carried over.

    Raises IntakeError for names that cannot be used and for keys that refer to nothing.
    """
    copy_likes(catalog, where)
    bounds = fold_partitions(catalog, where)
    if not catalog.tables:
        raise IntakeError(
            "no table is left to generate",
            where=where,
            repair="give a script with CREATE TABLE statements that list columns",
        )
    facts = _facts(catalog, where)
    by_raw = {id(one.raw): one for one in facts}
    for one in facts:
        one.primary_key, one.uniques = key_names(one.raw, where), unique_keys(one.raw, where)
    for one in facts:
        one.foreign_keys = foreign_keys(one, by_raw, catalog, where, NULL_RATE)
    try:
        tables = [_table(one, catalog, bounds, rows) for one in facts]
        return Dataset(name=name, tables=tables)
    except ValidationError as error:
        lines = "; ".join(spec_problems(error, {}))
        raise IntakeError(lines, where=where) from error


def _facts(catalog: Catalog, where: str) -> list[TableFacts]:
    facts = [
        TableFacts(table, name, {c.name: _typed(c, table, catalog) for c in table.columns})
        for table, name in zip(catalog.tables, _table_names(catalog, where), strict=True)
    ]
    for one in facts:
        _infer_types(one, catalog)
        for column in one.raw.columns:
            _require_name(column.name, f"a column of {shown(one.name)}", where, column.line)
    return facts


def _infer_types(one: TableFacts, catalog: Catalog) -> None:
    """Computed columns need not state their type: it is their expression's."""
    for column in one.raw.columns:
        if column.generated and not column.type.words:
            types = {name: typed.type for name, typed in one.types.items()}
            try:
                found = type_of(translate(column.generated, catalog.dialect, types), types)
            except UntranslatableError:
                continue
            one.types[column.name] = replace(one.types[column.name], type=found)


def _typed(column: RawColumn, table: RawTable, catalog: Catalog) -> Typed:
    typed = resolve_type(column.type, catalog)
    if typed.loss and not column.generated:
        catalog.warn(
            f"{table.name}.{column.name}", f"the type {column.type.text}".strip(), typed.loss
        )
    return typed


def _table_names(catalog: Catalog, where: str) -> list[str]:
    """Plain names where they are unique, else ``schema_table``."""
    counts: dict[str, int] = {}
    for table in catalog.tables:
        counts[table.name] = counts.get(table.name, 0) + 1
    names: list[str] = []
    for table in catalog.tables:
        name = table.name
        if counts[name] > 1 and table.schema:
            name = f"{table.schema}_{table.name}"
            catalog.warn(
                f"{table.schema}.{table.name}", f"the table's name is now {name}",
                f"another schema has a table {table.name} too",
            )  # fmt: skip
        _require_name(name, "a table", where, table.line)
        names.append(name)
    seen: dict[str, tuple[str, int]] = {}
    for table, name in zip(catalog.tables, names, strict=True):
        other = seen.setdefault(name.casefold(), (name, table.line))
        if other[1] != table.line or other[0] != name:
            raise IntakeError(
                f"the tables {shown(other[0])} and {shown(name)} have the same name but for case, "
                f"which files and SQL cannot tell apart",
                where=at_line(where, table.line),
                repair="rename one of them",
            )
    return names


def _require_name(name: str, what: str, where: str, line: int) -> None:
    try:
        check_identifier(name)
    except ValueError as error:
        problem, _, repair = str(error).rpartition(": ")
        raise IntakeError(
            f"{what}: {problem}", where=at_line(where, line), repair=repair
        ) from error


def _table(
    one: TableFacts, catalog: Catalog, bounds: dict[tuple[str, str], Limits], rows: int
) -> Table:
    keyed = {name for key in one.foreign_keys for name in key.columns}
    rules = read_rules(one.raw, one.types, keyed, catalog)
    for (key, column), limits in bounds.items():
        spelt = one.raw.column(column)
        if key == identity(one.raw) and spelt is not None:
            own = rules.limits.get(spelt.name, Limits()).and_(limits)
            rules.limits[spelt.name] = own
            spread = whole_range(one.types[spelt.name].type, own)
            if spread is not None:
                rules.decided.setdefault(spelt.name, spread)
    columns = [_column(column, one, rules, keyed, catalog) for column in one.raw.columns]
    single = {names[0] for names in one.uniques if len(names) == 1}
    columns = [
        column.model_copy(update={"unique": True})
        if column.name in single and (column.name,) != one.primary_key
        else column
        for column in columns
    ]
    return Table(
        name=one.name,
        rows=rows,
        columns=columns,
        primary_key=list(one.primary_key),
        unique=[list(names) for names in one.uniques if len(names) > 1],
        foreign_keys=one.foreign_keys,
        checks=rules.checks,
        description=one.raw.comment,
    )


def _column(
    raw: RawColumn, one: TableFacts, rules: Rules, keyed: set[str], catalog: Catalog
) -> Column:
    typed = one.types[raw.name]
    nullable = raw.nullable and typed.nullable and raw.name not in one.primary_key
    nullable = nullable and not rules.limits.get(raw.name, Limits()).not_null
    made: Generator | None = None
    rate = NULL_RATE if nullable else 0.0
    if raw.generated:
        made = generated_column(raw, one.types, one.raw, catalog)
        rate = rate if made is None else 0.0  # it is NULL where its inputs are
    if raw.name in keyed:
        made, rate = None, 0.0
    elif made is None:
        made = rules.decided.get(raw.name) or _generator(raw, one, rules, catalog)
    return Column(
        name=raw.name,
        type=typed.type,
        nullable=nullable,
        null_rate=rate,
        generator=made,
        description=raw.comment,
        source_type=_source_type(raw, typed),
    )


def _generator(raw: RawColumn, one: TableFacts, rules: Rules, catalog: Catalog) -> Generator:
    typed = one.types[raw.name]
    own = (raw.name,)
    facts = ColumnFacts(
        table=one.raw.name,
        name=raw.name,
        type=typed.type,
        unique=own in one.uniques or one.primary_key == own,
        key=one.primary_key == own,
        part=any(raw.name in names and len(names) > 1 for names in [one.primary_key, *one.uniques]),
        identity=raw.identity or ((1, 1) if typed.serial else None),
        siblings=tuple(name for name in one.types if name != raw.name),
    )
    suggested = typed.generator if not (facts.unique and typed.type.is_string) else None
    if typed.values:
        suggested = typed.generator
    made = suggested or generator_for(facts)
    limits = typed.limits.and_(rules.limits.get(raw.name, Limits()))
    fitted = narrow(made, typed.type, limits)
    if fitted is None:
        catalog.warn(
            f"{one.raw.name}.{raw.name}",
            "the limits of its values",
            "no generator stays within them, values may break them",
        )
        return made
    return fitted


def _source_type(raw: RawColumn, typed: Typed) -> str:
    """The type as it is written, without brackets and quotes, where that says more."""
    written = re.sub(r"[\[\"`](\w+)[\]\"`]", r"\1", raw.type.text)
    return "" if is_plain(written, typed.type) else written[:200]
