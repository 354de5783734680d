"""Renaming a column or table inside SQL expressions, without touching the rest of their text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from assets.errors import SpecError
from assets.schema.generators import Array, Expression, Generator, Json, SqlExpression
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

    def in_generator(self, generator: Generator | None) -> Generator | None:
        """The generator after the rename in every expression of it. Raises as ``in_sql`` does."""
        if isinstance(generator, Expression):
            return generator.model_copy(update={"sql": self.in_sql(generator.sql)})
        if isinstance(generator, Json):
            fields = {name: self.in_generator(item) for name, item in generator.fields.items()}
            return generator.model_copy(update={"fields": fields})
        if isinstance(generator, Array):
            return generator.model_copy(update={"items": self.in_generator(generator.items)})
        return generator

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
