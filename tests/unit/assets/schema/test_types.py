"""Column types as text."""

from __future__ import annotations

import pytest

from assets.schema.types import PLAIN_KINDS, ColumnType


@pytest.mark.parametrize(
    "text",
    [*sorted(PLAIN_KINDS), "char(1)", "varchar(40)", "decimal(10,2)", "decimal(38,38)", "bytes(16)",
     "text[]", "decimal(5,0)[]", "varchar(3)[]"],
)  # fmt: skip
def test_a_type_is_written_as_it_is_read(text: str) -> None:
    assert str(ColumnType.parse(text)) == text


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        (" VARCHAR ( 40 ) ", "varchar(40)"),
        ("Decimal(5)", "decimal(5,0)"),
        ("decimal", "decimal(18,0)"),
        ("TEXT []", "text[]"),
    ],
)
def test_other_spellings_become_the_canonical_one(text: str, canonical: str) -> None:
    assert str(ColumnType.parse(text)) == canonical
    assert ColumnType.parse(text) == ColumnType.parse(canonical)


@pytest.mark.parametrize(
    "text",
    ["", "strng", "char", "varchar", "varchar(0)", "varchar(1,2)", "decimal(0)", "decimal(39)",
     "decimal(2,3)", "integer(4)", "text[][]", "text(5)", "bytes(0)", "varchar(-1)", "varchar(x)",
     "int; drop table x", "varchar(9999999999)", "date[", "decimal(1,2,3)"],
)  # fmt: skip
def test_what_is_no_type_says_what_is_one(text: str) -> None:
    with pytest.raises(ValueError, match=r"known are|write|has no length"):
        ColumnType.parse(text)


def test_what_a_type_is() -> None:
    assert ColumnType.parse("bigint").is_integer
    assert not ColumnType.parse("bigint[]").is_integer
    assert ColumnType.parse("bigint[]").item.is_integer
    assert ColumnType.parse("decimal(3,1)").is_numeric
    assert ColumnType.parse("char(3)").is_string
    assert not ColumnType.parse("uuid").is_string
    assert ColumnType.parse("timestamptz").is_temporal
    assert not ColumnType.parse("time").is_temporal
