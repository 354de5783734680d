"""``dataforge generate`` and ``load`` with flawed tables: labels beside them, and SQL that fits."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from studio_ui.command_line.main import run

SPEC = """\
name: shop
tables:
- name: customers
  rows: 400
  primary_key: [id]
  columns:
  - {name: id, type: integer, generator: {kind: sequence}}
  - {name: email, type: varchar(60), unique: true, generator: {kind: person, field: email}}
  - {name: age, type: smallint, generator: {kind: integer, min: 18, max: 90}}
  checks:
  - {sql: age >= 18}
  flaws:
  - {kind: duplicate, rate: 0.1}
  - {kind: missing, columns: [email], rate: 0.1}
  flaw_labels: true
- name: orders
  rows: 900
  primary_key: [number]
  columns:
  - {name: number, type: integer, generator: {kind: sequence}}
  - {name: customer, type: integer}
  - {name: day, type: date, generator: {kind: date}}
  foreign_keys:
  - {columns: [customer], references: customers, references_columns: [id]}
  flaws:
  - {kind: orphan, columns: [customer], rate: 0.1}
  - {kind: late, columns: [day], rate: 0.1}
  flaw_labels: errata
"""
TABLES = ["customers", "customers_flaws", "errata", "orders"]


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "shop.yaml"
    path.write_text(SPEC)
    return path


def summary(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_labels_are_a_table_in_the_folder(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["generate", str(spec), "--out", str(tmp_path / "out"), "--json"]) == 0
    rows = {each["table"]: each["rows"] for each in summary(capsys)["tables"]}
    assert sorted(rows) == TABLES
    table = pq.read_table(next((tmp_path / "out" / "errata").glob("*.parquet")))
    assert table.num_rows == rows["errata"] > 100
    assert table.schema.names == [
        "row_number", "number", "column_name", "flaw", "true_value", "flawed_value", "other_row",
    ]  # fmt: skip


def test_a_range_has_the_labels_of_its_rows(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--table", "orders", "--range", "100:200", "--json"]
    assert run(["generate", str(spec), "--out", str(tmp_path / "out"), *words]) == 0
    tables = {each["table"]: each["rows"] for each in summary(capsys)["tables"]}
    numbers = pq.read_table(next((tmp_path / "out" / "errata").glob("*.parquet")))["row_number"]
    assert tables == {"orders": 100, "errata": len(numbers)}
    assert all(100 <= number < 200 for number in numbers.to_pylist())


@pytest.mark.parametrize("words", [["duckdb"], ["sqlite"]], ids=lambda words: words[0])
def test_one_file_has_tables_without_the_constraints_that_flaws_break(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert run(["generate", str(spec), "--out", str(tmp_path), "--json", "--format", *words]) == 0
    told = summary(capsys)
    assert sorted(each["table"] for each in told["tables"]) == TABLES
    broken = "NOT NULL (email), PRIMARY KEY (id), UNIQUE (email), CHECK (age >= 18) of customers"
    assert told["warnings"][0].startswith(f"flaws (duplicate, missing) can break {broken}")
    assert "FOREIGN KEY (customer) of orders" in told["warnings"][1]


def test_a_workbook_has_the_labels_as_sheets(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["generate", str(spec), "--out", str(tmp_path), "--json"]) == 0
    parquet = {each["table"]: each["rows"] for each in summary(capsys)["tables"]}
    assert run(["generate", str(spec), "--out", str(tmp_path), "--json", "--format", "xlsx"]) == 0
    told = summary(capsys)
    assert {each["table"]: each["rows"] for each in told["tables"]} == parquet
    assert told["warnings"] == []


def test_a_script_makes_tables_that_take_the_rows(spec: Path, tmp_path: Path) -> None:
    words = ["--out", str(tmp_path / "out"), "--format", "sql", "--dialect", "duckdb"]
    assert run(["generate", str(spec), *words]) == 0
    script = (tmp_path / "out" / "_load.sql").read_text()
    with duckdb.connect() as connection:
        for line in script.splitlines():
            if line.startswith(".read"):
                file = tmp_path / "out" / line.split("'")[1]
                script = script.replace(line, file.read_text())
        connection.execute(script.replace(".bail on", ""))
        counted = connection.execute("SELECT count(*) FROM customers_flaws").fetchone()
    assert counted is not None
    assert counted[0] > 50


def test_loading_flaws_that_break_constraints_must_be_asked_for(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path}/shop.db"
    assert run(["load", str(spec), url, "--create"]) == 2
    told = capsys.readouterr().err
    assert "flaws (duplicate, missing) can break NOT NULL (email), PRIMARY KEY (id)" in told
    assert "Load with --flawed" in told
    assert not (tmp_path / "shop.db").exists()
    assert run(["load", str(spec), url, "--create", "--flawed", "--json"]) == 0
    rows = {each["table"]: each["rows"] for each in summary(capsys)["tables"]}
    with sqlite3.connect(tmp_path / "shop.db") as connection:
        for table in TABLES:
            (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert count == rows[table]
        query = "SELECT count(*) FROM customers WHERE email IS NULL"
        assert connection.execute(query).fetchone()[0] > 10
    connection.close()


def test_flaws_that_break_nothing_are_loaded_like_any_rows(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec.write_text(SPEC.replace("  - {kind: orphan, columns: [customer], rate: 0.1}\n", ""))
    url = f"sqlite:///{tmp_path}/shop.db"
    words = ["--create", "--table", "orders", "--json"]
    assert run(["load", str(spec), url, *words]) == 0
    assert [each["table"] for each in summary(capsys)["tables"]] == ["orders", "errata"]


def test_an_append_adds_the_labels_of_its_rows(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "out")
    assert run(["generate", str(spec), "--out", out, "--json"]) == 0
    before = {each["table"]: each["rows"] for each in summary(capsys)["tables"]}
    assert run(["generate", str(spec), "--out", out, "--append", "200", "--json"]) == 0
    after = {each["table"]: each["rows"] for each in summary(capsys)["tables"]}
    assert after["orders"] == before["orders"] + 200
    files = sorted((tmp_path / "out" / "errata").glob("*.parquet"))
    numbers = [pq.read_table(file)["row_number"].to_pylist() for file in files]
    assert [len(each) for each in numbers] == [before["errata"], after["errata"] - before["errata"]]
    assert max(numbers[0]) < 900 <= min(numbers[1])
    assert max(numbers[1]) < 1_100


def test_a_database_is_appended_to_with_its_labels(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"duckdb:///{tmp_path}/shop.duckdb"
    assert run(["load", str(spec), url, "--create", "--flawed", "--json"]) == 0
    before = {each["table"]: each["rows"] for each in summary(capsys)["tables"]}
    assert run(["load", str(spec), url, "--append", "300", "--flawed", "--json"]) == 0
    added = {each["table"]: each["rows"] for each in summary(capsys)["tables"]}
    assert added["customers"] == 300
    assert added["customers_flaws"] > 20
    with duckdb.connect(f"{tmp_path}/shop.duckdb") as connection:
        counted = connection.execute("SELECT count(*) FROM customers_flaws").fetchone()
    assert counted == (before["customers_flaws"] + added["customers_flaws"],)
