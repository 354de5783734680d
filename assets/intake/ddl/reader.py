"""A script of SQL DDL into a dataset: statement by statement into a catalog, then the catalog."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from assets.errors import IntakeError
from assets.intake.ddl.alter_table import read_alter_table
from assets.intake.ddl.build import build_dataset
from assets.intake.ddl.catalog import Catalog
from assets.intake.ddl.create_table import read_create_table
from assets.intake.ddl.dialects import guess_dialect, known_dialect
from assets.intake.ddl.objects import (
    read_alter_domain,
    read_alter_type,
    read_comment,
    read_domain,
    read_drop_table,
    read_index,
    read_set,
    read_type_definition,
)
from assets.intake.ddl.statements import Statement, ends_early, split
from assets.intake.ddl.text import at_line, read_text, require_sql
from assets.intake.ddl.tokens import Cursor, Source
from assets.intake.result import Intake, IntakeWarning, counted
from assets.schema.names import dataset_name_from

_READERS: dict[str, Callable[[Cursor, Catalog], None]] = {
    "CREATE TABLE": read_create_table,
    "ALTER TABLE": read_alter_table,
    "CREATE INDEX": read_index,
    "CREATE TYPE": read_type_definition,
    "ALTER TYPE": read_alter_type,
    "CREATE DOMAIN": read_domain,
    "ALTER DOMAIN": read_alter_domain,
    "COMMENT": read_comment,
    "DROP TABLE": read_drop_table,
    "SET": read_set,
    "USE": read_set,
}
_LEFT_OUT = {
    "VIEW": "view",
    "MATERIALIZED VIEW": "materialized view",
    "FUNCTION": "function",
    "AGGREGATE": "aggregate",
    "PROC": "procedure",
    "PROCEDURE": "procedure",
    "TRIGGER": "trigger",
    "EVENT TRIGGER": "trigger",
    "EVENT": "event",
    "SEQUENCE": "sequence",
    "EXTENSION": "extension",
    "RULE": "rule",
    "POLICY": "row policy",
    "VIRTUAL TABLE": "virtual table",
}
_DATA = frozenset("INSERT REPLACE COPY UPDATE DELETE MERGE LOAD VALUES TRUNCATE UPSERT".split())
_TECHNICAL = frozenset(
    "SELECT BEGIN START COMMIT ROLLBACK SAVEPOINT LOCK UNLOCK ANALYZE VACUUM PRAGMA PRINT EXEC "
    "EXECUTE DECLARE IF END ELSE RAISERROR SHOW FLUSH CALL DO CLUSTER REINDEX DROP ALTER "
    "CHECKPOINT DISCARD SECURITY NOTIFY WAITFOR INSTALL ATTACH DETACH EXPLAIN WITH KILL HANDLER "
    "OPTIMIZE REPAIR RESET ABORT".split()
)
_GRANTS = frozenset({"GRANT", "REVOKE", "DENY"})
_OBJECT = re.compile(
    r"CREATE\b.{0,200}?\b(VIRTUAL\s+TABLE|TABLE|MATERIALIZED\s+VIEW|VIEW|FUNCTION|AGGREGATE|"
    r"PROCEDURE|PROC|EVENT\s+TRIGGER|TRIGGER|EVENT|SEQUENCE|EXTENSION|RULE|POLICY|INDEX|TYPE|"
    r"DOMAIN|DATABASE|SCHEMA|ROLE|USER|LOGIN|CAST|OPERATOR|COLLATION|CONVERSION|LANGUAGE|SERVER|"
    r"PUBLICATION|SUBSCRIPTION|STATISTICS|TABLESPACE|SYNONYM|TEXT\s+SEARCH|PARTITION|FULLTEXT|"
    r"ACCESS\s+METHOD|TRANSFORM|MACRO|SECRET)\b"
    r"\s*(?:IF\s+NOT\s+EXISTS\s+)?(?P<name>(?:[\w$]+|\"[^\"]*\"|`[^`]*`|\[[^\]]*\]|\.)*)",
    re.IGNORECASE | re.DOTALL,
)
_WORD = re.compile(r"[A-Za-z_]+")
_TABLE_INSIDE = re.compile(r"\b(?:CREATE\s+(?:\w+\s+)?TABLE|ALTER\s+TABLE)\b", re.IGNORECASE)
_QUOTED = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
_DUMP_ENDS = (
    ("-- PostgreSQL database dump", "-- PostgreSQL database dump complete"),
    ("-- MySQL dump", "-- Dump completed"),
)


def read_ddl_file(
    path: Path | str, *, dialect: str | None = None, name: str | None = None, rows: int = 1_000
) -> Intake:
    """What ``read_ddl`` makes of a file; the dataset is named after the file by default.

    UTF-8 and UTF-16 with a byte-order mark are read; other bytes count as Windows-1252, with a
    warning. Raises IntakeError, also for a file that cannot be read or is no text.
    """
    path = Path(path)
    text, odd_line = read_text(path)
    intake = read_ddl(
        text, dialect=dialect, name=name or dataset_name_from(path.stem), rows=rows, where=path.name
    )
    if odd_line is not None:
        note = IntakeWarning(
            f"line {odd_line}", "a byte that is not UTF-8", "the file was read as Windows-1252"
        )
        intake.warnings.insert(0, note)
    return intake


def read_ddl(
    text: str,
    *,
    dialect: str | None = None,
    name: str = "dataset",
    rows: int = 1_000,
    where: str = "schema.sql",
) -> Intake:
    """The dataset that a script of SQL DDL describes, ``rows`` rows in each table.

    ``dialect`` is one of ``DIALECTS`` or an alias, and guessed when not given. All that the
    dataset cannot hold is in the warnings. Raises IntakeError, with the line, for a text that is
    no SQL or breaks off, for a CREATE TABLE or ALTER TABLE that cannot be read, and for a foreign
    key to nothing.
    """
    require_sql(text, where)
    chosen = known_dialect(dialect) if dialect else guess_dialect(text)
    statements, commands = split(text, chosen, where)
    catalog = Catalog(chosen)
    data: list[Statement] = []
    unknown: list[Statement] = []
    for statement in _separate(statements, chosen, where):
        _read(statement, catalog, where, data, unknown)
    if statements and ends_early(statements[-1]):
        raise IntakeError(
            "the last statement breaks off: the file is cut short",
            where=at_line(where, statements[-1].line),
            repair="complete the file, or remove the unfinished statement",
        )
    _note_left_out(catalog, data, unknown, commands)
    _note_dump_end(text, catalog)
    dataset = build_dataset(catalog, name=name, rows=rows, where=where)
    return Intake(dataset, chosen, catalog.warnings)


def _read(
    statement: Statement,
    catalog: Catalog,
    where: str,
    data: list[Statement],
    unknown: list[Statement],
) -> None:
    kind, name = _kind(statement.text)
    if kind in _DATA:
        data.append(statement)
        return
    if kind in _READERS:
        try:
            cursor = Cursor(Source(statement, catalog.dialect, where))
            _READERS[kind](cursor, catalog)
        except IntakeError as error:
            if kind in ("SET", "USE", "COMMENT", "DROP TABLE"):
                catalog.warn(at_line("", statement.line), kind, f"not understood: {error.problem}")
                return
            raise
        except RecursionError as error:
            raise IntakeError(
                "the statement is nested too deeply", where=at_line(where, statement.line)
            ) from error
    elif kind in _LEFT_OUT.values():
        catalog.leave_out(kind, name)
    elif kind in _GRANTS:
        catalog.leave_out("grant", kind.lower())
    elif kind == "DO" and _TABLE_INSIDE.search(statement.text):
        for inner in _inside_block(statement, where):
            _read(inner, catalog, where, data, unknown)
    elif kind in _TECHNICAL and not _holds_table(statement.text):
        catalog.technical += 1
    elif _holds_table(statement.text):
        raise IntakeError(
            f"a CREATE TABLE or ALTER TABLE stands inside {statement.text[:40]!r}, which is not "
            f"understood",
            where=at_line(where, statement.line),
            repair="end the statement before it with ;, or name the dialect",
        )
    else:
        unknown.append(statement)


def _inside_block(statement: Statement, where: str) -> list[Statement]:
    """The statements on tables in an anonymous block, which migrations wrap around them."""
    begin, end = statement.text.find("$"), statement.text.rfind("$")
    body = statement.text[begin:end].lstrip("$")
    body = body[body.find("$") + 1 :] if begin >= 0 and statement.text[begin + 1] != "$" else body
    found: list[Statement] = []
    for inner in split(body.rstrip("$"), "postgres", where)[0]:
        match = _TABLE_INSIDE.search(inner.text)
        if match is not None:
            found.append(Statement(inner.text[match.start() :], statement.line + inner.line - 1))
    return found


def _kind(text: str) -> tuple[str, str]:
    """What a statement is, and the name of what it creates."""
    word = _WORD.match(text)
    first = word.group().upper() if word else ""
    if first == "CREATE":
        found = _OBJECT.match(text)
        if found is None:
            return "", ""
        kind = " ".join(found[1].upper().split())
        name = re.sub(r"[\"`\[\]]", "", found["name"]).rpartition(".")[2]
        if kind in _LEFT_OUT:
            return _LEFT_OUT[kind], name or "?"
        reader = f"CREATE {kind}"
        return (reader, name) if reader in _READERS else ("ALTER", name)
    if first in ("ALTER", "DROP"):
        following = _WORD.search(text, len(first))
        second = following.group().upper() if following else ""
        if second == "FOREIGN":
            second = "TABLE"
        return (f"{first} {second}" if f"{first} {second}" in _READERS else first), ""
    return first, ""


def _holds_table(text: str) -> bool:
    return _TABLE_INSIDE.search(text) is not None and (
        _TABLE_INSIDE.search(_QUOTED.sub(" ", text)) is not None
    )


def _separate(statements: list[Statement], dialect: str, where: str) -> list[Statement]:
    """T-SQL needs no semicolon: its batches are cut where a new statement must begin."""
    if dialect != "tsql":
        return statements
    separated: list[Statement] = []
    for statement in statements:
        inside = _TABLE_INSIDE.search(statement.text, 1)
        kind, _ = _kind(statement.text)
        if inside is None or kind in _LEFT_OUT.values():
            separated.append(statement)
            continue
        separated += _cut_batch(Source(statement, dialect, where))
    return separated


_BATCH_STARTS = frozenset(
    "TABLE UNIQUE CLUSTERED NONCLUSTERED INDEX TYPE VIEW SCHEMA PROCEDURE PROC FUNCTION".split()
)


def _cut_batch(source: Source) -> list[Statement]:
    starts, depth = [0], 0
    words = source.words
    for i, word in enumerate(words[:-1]):
        depth += (word.key == "(") - (word.key == ")")
        following = words[i + 1].key
        begins = (
            (word.key == "CREATE" and following in _BATCH_STARTS)
            or (word.key in ("ALTER", "DROP") and following == "TABLE")
            or (word.key in ("INSERT", "EXEC", "PRINT", "IF", "END", "USE"))
        )
        if begins and depth == 0 and i:
            starts.append(word.start)
    pieces: list[Statement] = []
    for start, end in zip(starts, [*starts[1:], len(source.text)], strict=True):
        line = source.line + source.text.count("\n", 0, start)
        pieces.append(Statement(source.text[start:end].strip(), line))
    return [piece for piece in pieces if piece.text]


def _note_left_out(
    catalog: Catalog, data: list[Statement], unknown: list[Statement], commands: list[Statement]
) -> None:
    for kind, names in catalog.left_out.items():
        catalog.warn(
            "schema",
            f"{counted(len(names), kind)} ({_few(names)})",
            "not part of a dataset, left out",
        )
    if unknown:
        first = ", ".join(
            f"line {s.line}: {' '.join(s.text[:60].split())[:40]!r}" for s in unknown[:3]
        )
        more = f" and {len(unknown) - 3} more" if len(unknown) > 3 else ""
        catalog.warn(
            "schema", f"{len(unknown)} statements ({first}{more})", "not understood, left out"
        )
    if data:
        catalog.warn(
            "schema",
            f"{counted(len(data), 'data statement')} (first in line {data[0].line})",
            "rows are generated, those of the source are left out",
        )
    technical = catalog.technical + len(commands)
    if technical:
        catalog.warn(
            "schema",
            f"{counted(technical, 'technical statement')} (settings, owners, indexes and such)",
            "they say nothing about the rows, left out",
        )


def _note_dump_end(text: str, catalog: Catalog) -> None:
    for begin, end in _DUMP_ENDS:
        if begin in text[:4_000] and end not in text[-4_000:]:
            catalog.warn(
                "schema",
                f"the line {end!r} at the end of the dump",
                "missing: the dump may be cut short, and constraints may be missing with it",
            )


def _few(names: list[str]) -> str:
    distinct = list(dict.fromkeys(names))
    more = f", and {len(distinct) - 6} more" if len(distinct) > 6 else ""
    return ", ".join(name[:60] for name in distinct[:6]) + more
