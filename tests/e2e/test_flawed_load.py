"""Flawed rows into real databases: they arrive where nothing forbids them, else nothing does."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from assets.schema.formats import from_text
from assets.schema.views.sql_ddl import quoted_name
from assets.tables.engine import Engine
from studio_ui.command_line.main import run
from tests.fixtures.databases import fetch

pytestmark = pytest.mark.e2e

SPEC = """\
name: shop
tables:
- name: customers
  rows: 400
  primary_key: [id]
  columns:
  - {name: id, type: integer, generator: {kind: sequence}}
  - {name: email, type: varchar(60), unique: true, generator: {kind: person, field: email}}
  - {name: joined, type: varchar(30), generator: {kind: choice, values: ['2024-05-06']}}
- name: orders
  rows: 900
  columns:
  - {name: number, type: integer, generator: {kind: sequence}}
  - {name: customer, type: integer}
  foreign_keys:
  - {columns: [customer], references: customers, references_columns: [id]}
"""
FLAWS = {
    "duplicate": ("customers", "{kind: duplicate, rate: 0.1}"),
    "missing": ("customers", "{kind: missing, columns: [email], rate: 0.1}"),
    "orphan": ("orders", "{kind: orphan, columns: [customer], rate: 0.1}"),
    "broken_format": ("customers", "{kind: broken_format, columns: [joined], rate: 0.1}"),
}
BROKEN = {
    "duplicate": "PRIMARY KEY (id) is broken by duplicate",
    "missing": "NOT NULL (email) is broken by missing",
    "orphan": "FOREIGN KEY (customer) is broken by orphan",
}
"""The flaws that break a constraint of the shop, and what is said of it."""


def flawed(tmp_path: Path, *names: str) -> Path:
    """The spec with these flaws, in a file."""
    text = SPEC
    for table in ("customers", "orders"):
        lines = [f"  - {FLAWS[name][1]}\n" for name in names if FLAWS[name][0] == table]
        start = f"- name: {table}\n"
        text = text.replace(start, f"{start}  flaws:\n{''.join(lines)}" if lines else start)
    path = tmp_path / "flawed.yaml"
    path.write_text(text)
    return path


def test_all_flaws_arrive_in_tables_that_are_made_for_them(address: str, tmp_path: Path) -> None:
    spec = flawed(tmp_path, *FLAWS)
    assert run(["load", str(spec), address, "--create", "--flawed"]) == 0
    engine = Engine(from_text(spec.read_text()))
    for table in ("customers", "orders"):
        made = pa.Table.from_batches(engine.chunks(table))
        names = ", ".join(made.column_names)
        wanted = list(zip(*(made[name].to_pylist() for name in made.column_names), strict=True))
        found = fetch(address, f"SELECT {names} FROM {quoted_name(table, 'sqlite')}")
        assert sorted(found, key=repr) == sorted(wanted, key=repr)


@pytest.mark.parametrize("flaw", FLAWS)
def test_tables_with_constraints_take_what_breaks_none_and_refuse_the_rest(
    address: str, tmp_path: Path, flaw: str, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = tmp_path / "whole.yaml"
    whole.write_text(SPEC)
    assert run(["load", str(whole), address, "--create"]) == 0
    before = fetch(address, "SELECT * FROM customers ORDER BY id")
    capsys.readouterr()
    spec = flawed(tmp_path, flaw)
    code = run(["load", str(spec), address, "--replace", "--flawed"])
    told = " ".join(capsys.readouterr().err.split())
    after = fetch(address, "SELECT * FROM customers ORDER BY id")
    if flaw not in BROKEN:
        assert code == 0
        assert len(after) == len(before)
        assert after != before
        return
    assert code == 2
    assert BROKEN[flaw] in told
    assert f"{FLAWS[flaw][0]}: the table in the database does not take the flawed rows" in told
    assert "--create --flawed" in told
    assert after == before


@pytest.mark.parametrize("flaw", BROKEN)
def test_flaws_that_break_constraints_are_refused_before_the_database_is_asked(
    address: str, tmp_path: Path, flaw: str, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = flawed(tmp_path, flaw)
    assert run(["load", str(spec), address, "--create"]) == 2
    told = " ".join(capsys.readouterr().err.split())
    assert f"flaws ({flaw}) can break" in told
    assert "Load with --flawed" in told


def test_a_check_that_a_flaw_breaks_by_chance_leaves_everything_as_it_was(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check = "  checks: [{sql: \"joined = '2024-05-06'\"}]\n- name: orders\n"
    whole = tmp_path / "whole.yaml"
    whole.write_text(SPEC.replace("- name: orders\n", check))
    assert run(["load", str(whole), address, "--create"]) == 0
    before = fetch(address, "SELECT * FROM customers ORDER BY id")
    spec = flawed(tmp_path, "broken_format")
    assert run(["load", str(spec), address, "--replace", "--flawed"]) == 1
    assert "check constraint" in capsys.readouterr().err.casefold()
    assert fetch(address, "SELECT * FROM customers ORDER BY id") == before
