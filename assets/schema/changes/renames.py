"""Renaming a column or table inside SQL expressions, without touching the rest of their text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from assets.errors import SpecError
from assets.schema.generators import (
    After,
    Aggregate,
    Array,
    Before,
    Conditional,
    ConditionalTable,
    Elapsed,
    Events,
    Expression,
    Generator,
    Inherit,
    Json,
    Running,
    Session,
    SqlExpression,
    Template,
)
from assets.schema.names import shown

if TYPE_CHECKING:
    from sqlglot import exp

_EXPRESSION: TypeAdapter[str] = TypeAdapter(SqlExpression)


@dataclass(frozen=True)
class Rename:
    """The rename of ``column`` of ``table`` to ``new``; of the table itself when column is None."""

    table: str
    column: str | None
    new: str
    heads: tuple[str, ...] = ()
    """For generators of another table: the names by which their paths begin for this one."""

    def in_sql(self, sql: str) -> str:
        """``sql``, an expression over the table's columns, after the rename.

        A text that does not mention the old name comes back unchanged. Raises SpecError where it
        does and cannot be rewritten safely.
        """
        if self._old.casefold() not in sql.casefold().replace('""', '"'):
            return sql
        import sqlglot
        from sqlglot import exp
        from sqlglot.errors import SqlglotError

        try:
            tree = sqlglot.parse_one(sql, dialect="duckdb")
        except (SqlglotError, RecursionError) as error:
            raise self._refusal(sql, "which cannot be parsed") from error
        hits = [hit for node in tree.find_all(exp.Column) for hit in self._hits(node, sql)]
        if not hits:
            return sql
        if tree.find(exp.Query, exp.Lambda, exp.Alias):
            raise self._refusal(sql, "where a name may mean something else than the column")
        quoted = '"' + self.new.replace('"', '""') + '"'
        text = sql
        for hit in sorted(hits, key=_start, reverse=True):
            text = text[: _start(hit)] + quoted + text[int(hit.meta["end"]) + 1 :]
            hit.set("this", self.new)
            hit.set("quoted", True)
        if sqlglot.parse_one(text, dialect="duckdb") != tree:
            raise self._refusal(sql, "whose meaning would change")
        try:
            return _EXPRESSION.validate_python(text)
        except ValidationError as error:
            raise self._refusal(sql, "which would become too long or unsafe") from error

    def in_path(self, path: str) -> str:
        """A column path of a generator after the rename."""
        if not self.heads and path == self.column:
            return self.new
        head, dot, column = path.rpartition(".")
        if self.heads:
            if dot and head in self.heads and self.column in (None, column):
                return f"{self.new}.{column}" if self.column is None else f"{head}.{self.new}"
        elif dot and head == self.column:
            return f"{self.new}.{column}"
        return path

    def in_generator(self, generator: Generator | None) -> Generator | None:
        """The generator after the rename in every name and expression of it.

        Raises as ``in_sql`` does.
        """
        match generator:
            case Expression():
                return generator.model_copy(update={"sql": self.in_sql(generator.sql)})
            case After() | Before():
                bound = "latest" if isinstance(generator, After) else "earliest"
                path = getattr(generator, bound)
                update = {
                    "column": self.in_path(generator.column),
                    bound: path if path is None else self.in_path(path),
                }
                return generator.model_copy(update=update)
            case Elapsed():
                update = {name: self.in_path(getattr(generator, name)) for name in ("start", "end")}
                return generator.model_copy(update=update)
            case Session():
                column = generator.column if self.heads else self.in_path(generator.column)
                return generator.model_copy(update={"column": column})
            case Events() | Inherit():
                return generator.model_copy(update={"column": self.in_path(generator.column)})
            case Running():
                start = generator.start
                running = {
                    "column": self.in_path(generator.column),
                    "start": self.in_path(start) if isinstance(start, str) else start,
                }
                return generator.model_copy(update=running)
            case Template():
                text = re.sub(
                    r"(?<!\{)\{([^{}]+)\}",
                    lambda found: "{" + self.in_path(found[1]) + "}",
                    generator.template,
                )
                return generator.model_copy(update={"template": text})
            case Conditional():
                cases = [
                    case.model_copy(
                        update={"when": self.in_sql(case.when), "use": self.in_generator(case.use)}
                    )
                    for case in generator.cases
                ]
                otherwise = self.in_generator(generator.otherwise)
                return generator.model_copy(update={"cases": cases, "otherwise": otherwise})
            case ConditionalTable():
                segments = [
                    segment.model_copy(update={"use": self.in_generator(segment.use)})
                    for segment in generator.segments
                ]
                changed = {
                    "columns": [self.in_path(path) for path in generator.columns],
                    "segments": segments,
                    "otherwise": self.in_generator(generator.otherwise),
                }
                return generator.model_copy(update=changed)
            case Aggregate() if self.heads and generator.table == self.table:
                return self._in_aggregate(generator)
        if isinstance(generator, Json):
            fields = {name: self.in_generator(item) for name, item in generator.fields.items()}
            return generator.model_copy(update={"fields": fields})
        if isinstance(generator, Array):
            return generator.model_copy(update={"items": self.in_generator(generator.items)})
        return generator

    def _in_aggregate(self, generator: Aggregate) -> Aggregate:
        if self.column is None:
            return generator.model_copy(update={"table": self.new})
        within = replace(self, heads=())
        update = {"filter": generator.filter and within.in_sql(generator.filter)}
        if generator.column == self.column:
            update["column"] = self.new
        return generator.model_copy(update=update)

    @property
    def _old(self) -> str:
        return self.table if self.column is None else self.column

    def _hits(self, node: exp.Column, sql: str) -> list[exp.Expr]:
        """The parts of a column's name that this rename concerns."""
        parts = [part for part in node.parts if part.meta.get("start") is not None]
        if len(parts) != len(node.parts):
            return []  # a star
        names = [part.name.casefold() for part in parts]
        qualified = len(parts) > 1 and names[0] == self.table.casefold()
        if self.column is None:
            return [parts[0]] if qualified else []
        if self.heads and not qualified:
            return []  # a column of the other table
        own = 1 if qualified else 0
        if names[own] == self.column.casefold() and len(parts) == own + 1:
            return [parts[own]]
        if self.column.casefold() in names:
            raise self._refusal(sql, "as a part of a longer name")
        return []

    def _refusal(self, sql: str, why: str) -> SpecError:
        return SpecError(
            f"{shown(self._old)} cannot be renamed, because {shown(sql)} mentions it, {why}",
            repair="change that expression first, then rename",
        )


def _start(identifier: exp.Expr) -> int:
    return int(identifier.meta["start"])
