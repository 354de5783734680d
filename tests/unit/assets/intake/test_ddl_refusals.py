"""What no dataset can be read from is refused with its place, and never with a traceback."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from assets.errors import IntakeError
from assets.intake.ddl import read_ddl, read_ddl_file

A = "CREATE TABLE a (id int PRIMARY KEY);\n"

REFUSED = {
    "nothing": ("  \n", "nothing in it"),
    "HTML": ("<html><body>x</body></html>", "looks like HTML"),
    "JSON": ('{"a": [1]}', "looks like JSON"),
    "CSV": ("a,b,c\n1,2,3\n", "looks like CSV"),
    "binary": ("CREATE TABLE\x00\x01", "not text"),
    "prose": ("Please CREATE a TABLE for me; thanks", "not understood"),
    "cut in a column": ("CREATE TABLE a (id int, b", "line 1: the statement breaks off"),
    "cut in a text": (A + "CREATE TABLE b (x text DEFAULT 'y", "line 2: the ' that opens here"),
    "cut in a constraint": (A + "ALTER TABLE a ADD CONSTRAINT", "line 2"),
    "cut in the data": (A + "INSERT INTO a VALUES (1), (2", "line 2: the last statement breaks"),
    "a long table": (f"CREATE TABLE {'x' * 300} (id int);", "has 300"),
    "a long column": (f"CREATE TABLE a ({'x' * 300} int);", "has 300"),
    "emoji": ('CREATE TABLE "\N{GRINNING FACE}" (id int);', "may not stand in the name"),
    "hostile": ('CREATE TABLE "a; drop" (id int);', "may not stand in the name"),
    "a path": ('CREATE TABLE "../x" (id int);', "may not stand in the name"),
    "two cases": ('CREATE TABLE foo (id int); CREATE TABLE "Foo" (id int);', "'foo' and 'Foo'"),
    "twice": (A + A, "second time"),
    "a column twice": ("CREATE TABLE a (id int, ID int);", "two columns"),
    "no columns": ("CREATE TABLE a ();", "no columns"),
    "no comma": ("CREATE TABLE a (id int b int);", "a comma may be missing"),
    "no semicolon": ("CREATE TABLE a (id int)\nCREATE TABLE b (id int);", "not ended by ;"),
    "two keys": ("CREATE TABLE a (b int PRIMARY KEY, c int PRIMARY KEY);", "second primary key"),
    "a key of nothing": ("CREATE TABLE a (b int, PRIMARY KEY (c));", "names 'c'"),
    "an unknown parent": (
        A + "CREATE TABLE b (x int REFERENCES nothing(id));",
        "foreign key (x) of b refers to the table 'nothing', which does not exist",
    ),
    "an unknown parent column": (
        A + "CREATE TABLE b (x int REFERENCES a(nope));",
        "refers to a.'nope', which does not exist. Use one of id",
    ),
    "an unknown child column": (
        A + "ALTER TABLE a ADD FOREIGN KEY (zz) REFERENCES a;",
        "names 'zz', which is no column of a",
    ),
    "too few targets": (
        A + "CREATE TABLE b (x int, y int, FOREIGN KEY (x, y) REFERENCES a);",
        "has 2 columns and refers to 1",
    ),
    "a parent without a key": (
        "CREATE TABLE a (id int); CREATE TABLE b (x int REFERENCES a);",
        "which has no primary key",
    ),
    "a target that repeats": (
        "CREATE TABLE a (id int PRIMARY KEY, z int); CREATE TABLE b (x int REFERENCES a(z));",
        "neither its primary key nor unique",
    ),
    "two types": (A + "CREATE TABLE b (x text REFERENCES a);", "give both the same type"),
    "a change of nothing": (A + "ALTER TABLE b ADD COLUMN c int;", "never created"),
    "a partition of nothing": ("CREATE TABLE p PARTITION OF q DEFAULT;", "which does not exist"),
    "a copy of nothing": ("CREATE TABLE p (LIKE q);", "which does not exist"),
    "deep": (f"CREATE TABLE a (id int CHECK ({'(' * 300}id{')' * 300}));", "nested more than"),
    "a query alone": ("CREATE TABLE a AS SELECT 1;", "no table is left"),
    "two statements in one": ("wibble\nCREATE TABLE a (id int);", "not understood"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_in_one_line(what: str) -> None:
    text, problem = REFUSED[what]
    with pytest.raises(IntakeError) as caught:
        read_ddl(text, where="shop.sql")
    message = str(caught.value)
    assert problem in message
    assert message.startswith("shop.sql")
    assert "\n" not in message
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "text",
    [
        "".join(random.Random(7).choices("abc '\"();,-/*$\n", k=10_000)) * 1_000,
        "CREATE TABLE " + "x" * 10_000_000,
        "CREATE TABLE a (" + "(" * 10_000_000,
        A + "CREATE TABLE b (c text DEFAULT '" + "a''" * 3_000_000,
    ],
    ids=["noise", "a name", "parentheses", "quotes"],
)
def test_ten_megabytes_of_noise_are_refused_quickly(text: str) -> None:
    started = time.perf_counter()
    with pytest.raises(IntakeError):
        read_ddl(text)
    assert time.perf_counter() - started < 10


def test_an_unknown_dialect_is_named_with_those_that_are_known() -> None:
    with pytest.raises(IntakeError, match=r"'oracle' is not a dialect.*postgres"):
        read_ddl(A, dialect="oracle")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match=r"none\.sql: the file cannot be read"):
        read_ddl_file(tmp_path / "none.sql")


def test_utf16_is_read_and_odd_bytes_are_noted(tmp_path: Path) -> None:
    path = tmp_path / "My Shop.sql"
    path.write_text(A, encoding="utf-16")
    found = read_ddl_file(path)
    assert (found.dataset.name, found.warnings) == ("my_shop", [])
    path.write_bytes(b"-- caf\xe9\n" + A.encode())
    assert "not UTF-8" in str(read_ddl_file(path).warnings[0])


def test_a_broken_statement_beside_good_tables_is_a_warning() -> None:
    found = read_ddl(A + "wibble wobble;\nSET = ;\n" + A.replace(" a ", " b "))
    assert [table.name for table in found.dataset.tables] == ["a", "b"]
    assert any("wibble wobble" in str(warning) for warning in found.warnings)


def test_a_dump_without_its_end_is_noted() -> None:
    found = read_ddl("-- PostgreSQL database dump\n" + A)
    assert any("cut short" in str(warning) for warning in found.warnings)
