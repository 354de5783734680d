"""Cutting scripts into statements."""

from __future__ import annotations

import pytest

from assets.errors import IntakeError
from assets.intake.ddl.statements import ends_early, split


def texts(script: str, dialect: str) -> list[str]:
    return [" ".join(s.text.split()) for s in split(script, dialect, "x.sql")[0]]


def test_semicolons_in_quotes_and_comments_end_nothing() -> None:
    script = "A ';' ; -- ; \n B \"x;y\"; /* ; /* ; */ ; */ C E'it\\';s'; D 'it''s;'"
    assert texts(script, "postgres") == [
        "A ';'",
        'B "x;y"',
        "C E'it\\';s'",
        "D 'it''s;'",
    ]


def test_dollar_quoted_bodies_are_one_statement() -> None:
    script = "CREATE FUNCTION f() AS $b$ BEGIN; $$ ; $$ END; $b$ LANGUAGE x; SELECT 1;"
    assert len(texts(script, "postgres")) == 2


def test_psql_commands_and_copied_data_are_no_statements() -> None:
    script = "\\c shop;\nCOPY t (a) FROM stdin;\n1;\n'x\n\\.\nSELECT 1;\n\\connect other\nSELECT 2;"
    statements, commands = split(script, "postgres", "x.sql")
    assert [s.text for s in statements] == ["COPY t (a) FROM stdin", "SELECT 1", "SELECT 2"]
    assert [c.text for c in commands] == ["\\c shop;", "\\connect other"]
    assert [s.line for s in statements] == [2, 6, 8]


def test_mysql_hints_are_read_as_statements() -> None:
    script = (
        "/*!40101 SET NAMES utf8 */;\nINSERT INTO t VALUES ('a\\'b;', \"c;\");# ; \nSELECT `a;`;"
    )
    assert texts(script, "mysql") == [
        "SET NAMES utf8",
        "INSERT INTO t VALUES ('a\\'b;', \"c;\")",
        "SELECT `a;`",
    ]


def test_a_delimiter_protects_the_body_of_a_trigger() -> None:
    script = "DELIMITER //\nCREATE TRIGGER t BEGIN SET a=1; END//\nDELIMITER ;\nSELECT 1;"
    assert texts(script, "mysql") == ["CREATE TRIGGER t BEGIN SET a=1; END", "SELECT 1"]


def test_a_body_without_a_delimiter_ends_with_its_end() -> None:
    script = (
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = CASE WHEN 1 THEN 2 END; "
        "DELETE FROM d; END; SELECT 1;"
    )
    assert len(texts(script, "sqlite")) == 2


def test_go_ends_a_batch_and_brackets_quote() -> None:
    script = "CREATE TABLE [a;b] (x int)\nGO\nCREATE PROCEDURE p AS SELECT 1; SELECT 2\ngo\nPRINT 1"
    assert texts(script, "tsql") == [
        "CREATE TABLE [a;b] (x int)",
        "CREATE PROCEDURE p AS SELECT 1; SELECT 2",
        "PRINT 1",
    ]


@pytest.mark.parametrize(
    ("script", "line"),
    [
        ("SELECT 1;\nSELECT 'x", 2),
        ('\n\nSELECT "x', 3),
        ("SELECT 1; /* x", 1),
        ("\nSELECT $$ x", 2),
        ("\nCOPY t FROM stdin;\n1\n2\n", 2),
    ],
)
def test_what_is_never_closed_is_refused_with_its_line(script: str, line: int) -> None:
    with pytest.raises(IntakeError, match="never") as caught:
        split(script, "postgres", "x.sql")
    assert caught.value.where == f"x.sql, line {line}"


@pytest.mark.parametrize(
    ("script", "early"),
    [
        ("INSERT INTO t VALUES (1), (2", True),
        ("INSERT INTO t VALUES (1),", True),
        ("INSERT INTO t VALUES (1)", False),
        ("SELECT 1;", False),
    ],
)
def test_an_unfinished_last_statement_is_seen(script: str, early: bool) -> None:
    assert ends_early(split(script, "postgres", "")[0][-1]) is early
