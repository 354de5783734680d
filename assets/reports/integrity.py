"""Integrity checks over published tables, as data: which there are, and what each found."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assets.errors import NotFoundError, OutputError
from assets.reports import violations
from assets.schema.dataset import Dataset
from assets.schema.names import identifier_slug
from assets.schema.polymorphic import PolymorphicKey
from assets.schema.table import ForeignKey, Table

if TYPE_CHECKING:
    import duckdb

    from assets.outputs.store import OutputStore

MEMORY_LIMIT = "512MB"
SAMPLES = 5


@dataclass(frozen=True)
class IntegrityCheck:
    """One thing that the spec promises of a table. ``name`` is unique in the table."""

    name: str
    description: str
    rule: violations.Rule
    parent: str = ""


@dataclass(frozen=True)
class CheckResult:
    """What a check found: ``violations`` counts rows or keys, ``samples`` are a few of them.

    ``skipped`` says why it could not be made; it is empty when it was.
    """

    check: IntegrityCheck
    violations: int = 0
    samples: tuple[dict[str, str], ...] = ()
    skipped: str = ""

    @property
    def passed(self) -> bool:
        return self.violations == 0


def checks_of(table: Table) -> list[IntegrityCheck]:
    """The checks of a table, ``row_count`` first."""
    rows = violations.RowCount(table.rows)
    checks = [IntegrityCheck("row_count", f"There are {table.rows:,} rows.", rows)]
    if table.primary_key:
        key = tuple(table.primary_key)
        text = f"({', '.join(key)}) is unique and never NULL."
        checks.append(IntegrityCheck("primary_key", text, violations.Unique(key, nulls=False)))
    required = tuple(column.name for column in table.columns if not column.nullable)
    if required:
        text = f"Never NULL: {', '.join(required)}."
        checks.append(IntegrityCheck("not_null", text, violations.NotNull(required)))
    for names in table.unique_sets:
        if set(names) != set(table.primary_key):
            text = f"({', '.join(names)}) is unique where it is not NULL."
            rule = violations.Unique(names, nulls=True)
            checks.append(IntegrityCheck(_named("unique", names), text, rule))
    checks += [_foreign_key(key) for key in table.foreign_keys]
    for polymorphic in table.polymorphic_keys:
        checks += _polymorphic_key(polymorphic)
    if table.checks:
        text = "Every row meets: " + "; ".join(check.sql for check in table.checks)
        conditions = tuple((check.name or check.sql, check.sql) for check in table.checks)
        checks.append(IntegrityCheck("checks", text, violations.Conditions(conditions)))
    return _apart(checks)


def run_checks(
    dataset: Dataset, table: str, outputs: OutputStore, names: frozenset[str] | None = None
) -> Iterator[CheckResult]:
    """Check the published output of a table, in the order of ``checks_of``; ``names`` limits them.

    The flaws that a spec asks for are no violations: the rows are checked as they would be without
    them. Memory is bounded by MEMORY_LIMIT, whatever the table's size. Rows are counted against the
    manifest where the output was made from another spec than this one. Raises NotFoundError when
    the table is not published, OutputError when its files cannot be read.
    """
    manifest = outputs.manifest(dataset.name, table)
    if manifest is None:
        raise NotFoundError(
            f"{table} of {dataset.name} is not published", repair="materialise it first"
        )
    with _connection() as connection:
        read = _Reader(connection, dataset, outputs)
        read.register("own", table)
        for check in checks_of(dataset.table(table)):
            if names is not None and check.name not in names:
                continue
            reason = "" if isinstance(check.rule, violations.RowCount) else read.obstacle(table)
            reason = reason or (read.obstacle(check.parent) if check.parent else "")
            if reason:
                yield CheckResult(check, skipped=reason)
                continue
            if check.parent:
                read.register("parent", check.parent)
            same_spec = manifest.table_hash == dataset.table_hash(table)
            rule = check.rule if same_spec else _as_published(check.rule, manifest.rows)
            yield _result(connection, check, rule)


class _Reader:
    """Published tables as views of a connection, without the flaws that their spec asks for."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, dataset: Dataset, outputs: OutputStore
    ) -> None:
        self._connection, self._dataset, self._outputs = connection, dataset, outputs

    def obstacle(self, table: str) -> str:
        """Why the table cannot be compared with anything; empty when it can."""
        manifest = self._outputs.manifest(self._dataset.name, table)
        if manifest is None:
            return f"{table} is not published, so nothing can be compared with it"
        is_other = manifest.table_hash != self._dataset.table_hash(table)
        if self._dataset.table(table).flaws and is_other:
            return f"{table} was made from another spec, so its flaws are not known: make it again"
        return ""

    def register(self, view: str, table: str) -> None:
        """Make the rows of a table the view of that name."""
        rows: Any = self._outputs.read(self._dataset.name, table)
        if not self._dataset.table(table).flaws or self.obstacle(table):
            self._connection.register(view, rows)
            return
        from assets.reports.restored import restored
        from assets.tables.engine import Engine

        self._connection.register("rows", restored(Engine(self._dataset), table, rows))
        # Checks read the rows more than once; what does not fit into memory waits on the disk.
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE true_{view} AS FROM rows")
        self._connection.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS FROM true_{view}")


def _result(
    connection: duckdb.DuckDBPyConnection, check: IntegrityCheck, rule: violations.Rule
) -> CheckResult:
    import duckdb

    try:
        ((count,),) = connection.execute(violations.counted(rule)).fetchall()
        rows = connection.execute(f"{rule.sql()} LIMIT {SAMPLES}").fetchall() if count else []
        header = [column[0] for column in connection.description or []]
    except duckdb.Error as error:
        raise OutputError(f"the check {check.name} cannot be made: {error}") from error
    samples = tuple(dict(zip(header, map(_text, row), strict=True)) for row in rows)
    return CheckResult(check, count, samples)


@contextmanager
def _connection() -> Iterator[duckdb.DuckDBPyConnection]:
    import duckdb

    with tempfile.TemporaryDirectory(prefix="dataforge-checks-") as folder:
        config: dict[str, Any] = {"memory_limit": MEMORY_LIMIT, "temp_directory": folder}
        with duckdb.connect(":memory:", config=config) as connection:
            # A CHECK is SQL that somebody else wrote: it may read these tables and nothing more.
            connection.execute("SET python_enable_replacements = false")
            connection.execute("SET enable_external_access = false")
            yield connection


def _as_published(rule: violations.Rule, rows: int) -> violations.Rule:
    return violations.RowCount(rows) if isinstance(rule, violations.RowCount) else rule


def _foreign_key(key: ForeignKey) -> IntegrityCheck:
    columns, targets = tuple(key.columns), tuple(key.references_columns)
    text = (
        f"({', '.join(columns)}) is found in {key.references} ({', '.join(targets)}), or is NULL."
    )
    rule = violations.Found(columns, targets)
    return IntegrityCheck(_named("foreign_key", columns), text, rule, parent=key.references)


def _polymorphic_key(key: PolymorphicKey) -> Iterator[IntegrityCheck]:
    """One check of the types, and one for each table that ids are to be found in."""
    types = tuple(str(reference.type_value) for reference in key.references)
    text = (
        f"{key.type_column} is one of {', '.join(types)}, and NULL just where {key.id_column} is."
    )
    typed = violations.TypedIds(key.type_column, key.id_column, types)
    yield IntegrityCheck(_named("polymorphic_key", key.columns), text, typed)
    for kind, reference in zip(types, key.references, strict=True):
        where = f"{reference.table} ({reference.column})"
        text = f"Where {key.type_column} is {kind}, {key.id_column} is found in {where}."
        rule = violations.FoundByType(key.type_column, key.id_column, kind, reference.column)
        name = _named("polymorphic_key", (*key.columns, reference.table))
        yield IntegrityCheck(name, text, rule, parent=reference.table)


def _named(kind: str, names: tuple[str, ...]) -> str:
    return f"{kind}_{'_'.join(identifier_slug(name) for name in names)}"


def _apart(checks: list[IntegrityCheck]) -> list[IntegrityCheck]:
    """The checks with a hash added to a name that an earlier one has."""
    seen, kept = set[str](), list[IntegrityCheck]()
    for check in checks:
        name = check.name
        if name in seen:
            name += "_" + hashlib.sha256(check.description.encode()).hexdigest()[:8]
        seen.add(name)
        kept.append(IntegrityCheck(name, check.description, check.rule, check.parent))
    return kept


def _text(value: Any) -> str:
    text = "NULL" if value is None else str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"
