"""The facts of the real DDL files: against a reviewed snapshot, and counted in their own text.

After a change that is meant, run this file as a program to write the snapshots again, and read the
difference.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from assets.intake.ddl import read_ddl_file
from assets.intake.result import Intake
from assets.schema.generators import Timestamp
from assets.schema.table import Column, Table

DDL = (Path(__file__).parents[4] / "../shared/data/ddl").resolve()
SNAPSHOTS = Path(__file__).parents[3] / "snapshots" / "ddl"
FILES = {
    "chinook-mysql-schema": "mysql",
    "chinook-postgres": "postgres",
    "chinook-sqlserver-schema": "tsql",
    "northwind-postgres": "postgres",
    "pagila-postgres": "postgres",
}

pytestmark = pytest.mark.skipif(not DDL.is_dir(), reason=f"the DDL files are not in {DDL}")


@pytest.fixture(scope="module", params=FILES)
def intake(request: pytest.FixtureRequest) -> tuple[str, Intake]:
    return request.param, read_ddl_file(DDL / f"{request.param}.sql")


def test_the_dialect_is_guessed(intake: tuple[str, Intake]) -> None:
    name, found = intake
    assert found.dialect == FILES[name]


def test_the_facts_are_those_of_the_snapshot(intake: tuple[str, Intake]) -> None:
    name, found = intake
    assert _facts(found) == (SNAPSHOTS / f"{name}.txt").read_text(encoding="utf-8")


def test_everything_in_the_source_is_counted_in_the_dataset(intake: tuple[str, Intake]) -> None:
    name, found = intake
    text = (DDL / f"{name}.sql").read_text(encoding="utf-8")
    text = re.sub(r"\$_?\$.*?\$_?\$|--[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL)
    tables = found.dataset.tables
    partitions = len(re.findall(r"ATTACH PARTITION", text))
    lifted = len(re.findall(r"ADD CONSTRAINT payment_p\w+ FOREIGN KEY", text))
    assert len(tables) == len(re.findall(r"CREATE TABLE", text)) - partitions
    assert len([t for t in tables if t.primary_key]) == len(re.findall(r"PRIMARY KEY", text))
    keys = (
        len(re.findall(r"FOREIGN KEY", text))
        - lifted
        + len({"customer", "staff", "rental"}) * (lifted > 0)
    )
    assert sum(len(t.foreign_keys) for t in tables) == keys
    views = len(re.findall(r"UNIQUE INDEX \w+ ON public.rental_by_category", text))
    uniques = sum(len(t.unique_sets) - bool(t.primary_key) for t in tables)
    assert uniques == len(re.findall(r"CREATE UNIQUE INDEX", text)) - views
    own = [c for t in tables for c in t.columns]
    required = len(re.findall(r"NOT NULL[,\n ]", text)) - _in_partitions(text)
    assert len([c for c in own if not c.nullable]) == required


def _in_partitions(text: str) -> int:
    bodies = re.findall(r"CREATE TABLE public\.payment_p\w+ \((.*?)\n\);", text, flags=re.DOTALL)
    return sum(len(re.findall(r"NOT NULL[,\n ]", body + "\n")) for body in bodies)


def test_the_largest_dump_is_read_in_time() -> None:
    started = time.perf_counter()
    found = read_ddl_file(DDL / "chinook-postgres.sql")
    assert time.perf_counter() - started < 2
    notes = [str(one) for one in found.warnings if "data statements" in one.what]
    assert notes == [
        "schema: 24 data statements (first in line 222): rows are generated, those of the source "
        "are left out"
    ]


def test_pagila_payments_stay_within_its_partitions() -> None:
    payment = read_ddl_file(DDL / "pagila-postgres.sql").dataset.table("payment")
    made = payment.column("payment_date").generator
    assert isinstance(made, Timestamp)
    assert (made.min.isoformat(), made.max.isoformat()) == (
        "2022-01-01T00:00:00",
        "2026-08-01T00:00:00",
    )
    parents = {key.references for key in payment.foreign_keys}
    assert parents == {"customer", "staff", "rental"}


def _facts(found: Intake) -> str:
    lines = [line for table in found.dataset.tables for line in _table(table)]
    lines += ["warnings"] + [f"  {warning}" for warning in found.warnings]
    return "\n".join(lines) + "\n"


def _table(table: Table) -> list[str]:
    lines = [table.name, *(f"  {_column(column)}" for column in table.columns)]
    if table.primary_key:
        lines.append(f"  primary key ({', '.join(table.primary_key)})")
    lines += [f"  unique ({', '.join(names)})" for names in table.unique]
    lines += [
        f"  foreign key ({', '.join(key.columns)}) of {key.references} "
        f"({', '.join(key.references_columns)}) {key.pick.kind}"
        for key in table.foreign_keys
    ]
    lines += [f"  check {check.sql}" for check in table.checks]
    return [*lines, ""]


def _column(column: Column) -> str:
    parts = [column.name, str(column.type)]
    parts += ["null"] * column.nullable + ["unique"] * column.unique
    parts += [f"[{column.source_type}]"] if column.source_type else []
    kind = column.generator.kind if column.generator else "key"
    detail = getattr(column.generator, "field", "") or getattr(column.generator, "sql", "")
    return f"{' '.join(parts)} <- {kind} {detail}".rstrip()


if __name__ == "__main__":
    for file in FILES:
        written = _facts(read_ddl_file(DDL / f"{file}.sql"))
        (SNAPSHOTS / f"{file}.txt").write_text(written, encoding="utf-8")
