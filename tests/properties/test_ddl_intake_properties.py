"""Whatever happens to a script, intake answers a dataset or a clear refusal, and soon."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.errors import IntakeError
from assets.intake.ddl import read_ddl
from assets.intake.ddl.dialects import DIALECTS

DDL = (Path(__file__).parents[2] / "../shared/data/ddl").resolve()
FILES = [
    "chinook-mysql-schema",
    "chinook-sqlserver-schema",
    "northwind-postgres",
    "pagila-postgres",
]
SPARE = [HealthCheck.too_slow, HealthCheck.data_too_large]

WORDS = st.sampled_from(
    "CREATE TABLE a b ( ) , ; int text varchar (5) NOT NULL PRIMARY KEY UNIQUE CHECK (a>1) DEFAULT "
    "'x' REFERENCES FOREIGN CONSTRAINT ALTER ADD COLUMN TYPE ENUM AS DOMAIN GENERATED ALWAYS "
    "IDENTITY PARTITION BY RANGE OF FOR VALUES FROM TO IN INDEX ON COMMENT IS \" ' ` [ ] $$ -- /* "
    "*/ \\. GO DELIMITER // 1 2.5 :: . * = < > COPY stdin LIKE INHERITS DROP SET DATA".split()
)


@cache
def source(name: str) -> str:
    """The script without most of its data, which says nothing about the schema."""
    text = (DDL / f"{name}.sql").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("INSERT")]
    return "\n".join(lines)


def answer(text: str, dialect: str | None = None) -> None:
    started = time.perf_counter()
    try:
        found = read_ddl(text, dialect=dialect)
        lines = [str(warning) for warning in found.warnings]
        assert found.dataset.tables
    except IntakeError as error:
        lines = [str(error)]
    assert all(line and "\n" not in line for line in lines)
    assert time.perf_counter() - started < 5


@pytest.mark.skipif(not DDL.is_dir(), reason=f"the DDL files are not in {DDL}")
@pytest.mark.parametrize("name", FILES)
@settings(max_examples=15, deadline=None, suppress_health_check=SPARE)
@given(data=st.data())
def test_a_script_cut_anywhere(name: str, data: st.DataObject) -> None:
    text = source(name)
    answer(text[: data.draw(st.integers(0, len(text)))])


@pytest.mark.skipif(not DDL.is_dir(), reason=f"the DDL files are not in {DDL}")
@pytest.mark.parametrize("name", FILES)
@settings(max_examples=15, deadline=None, suppress_health_check=SPARE)
@given(data=st.data())
def test_a_script_with_pieces_removed_repeated_and_replaced(name: str, data: st.DataObject) -> None:
    text = source(name)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 60)))
        put = data.draw(
            st.one_of(st.just(""), st.just(text[start:end] * 2), WORDS, st.text(max_size=8))
        )
        text = text[:start] + put + text[end:]
    answer(text)


@settings(max_examples=300, deadline=None, suppress_health_check=SPARE)
@given(st.lists(WORDS, max_size=60), st.sampled_from([None, *DIALECTS]))
def test_words_of_sql_in_any_order(words: list[str], dialect: str | None) -> None:
    answer("CREATE TABLE t (id int primary key); " + " ".join(words), dialect)
    answer("CREATE TABLE t (" + " ".join(words), dialect)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.sampled_from([None, *DIALECTS]))
def test_any_text(text: str, dialect: str | None) -> None:
    answer(text, dialect)
    answer(f"CREATE TABLE t (id int, c text CHECK ({text}));", dialect)
    answer(f"CREATE TABLE {text} (id int);", dialect)
