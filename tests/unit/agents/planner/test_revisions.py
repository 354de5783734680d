"""A model's whole outline of an edit: the difference is proposed, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from agents.knowledge.base import knowledge
from agents.outline import Outline, OutlineColumn, OutlineReference, OutlineTable
from agents.planner import outline, propose
from agents.quantities import read
from assets.schema.changes.kinds import AddColumn, AddTable, RemoveColumn, RemoveTable

TODAY = date(2025, 6, 30)
TEXT = "a bookshop with 50 customers and orders"


@pytest.fixture(scope="module")
def drafted() -> Outline:
    return outline(TEXT, knowledge(), read(TEXT, TODAY))


def _revised(drafted: Outline, tables: list[OutlineTable]) -> list[str]:
    current = propose(drafted, read(TEXT, TODAY)).dataset
    whole = drafted.model_copy(update={"tables": tables, "is_whole": True, "prompt": "as I say"})
    made = propose(whole, read("as I say", TODAY), current)
    return sorted(
        f"{each.kind} {each.table if isinstance(each.table, str) else each.table.name}"
        for each in made.changes
        if isinstance(each, AddTable | RemoveTable | AddColumn | RemoveColumn)
    )


def test_nothing_differs(drafted: Outline) -> None:
    assert _revised(drafted, drafted.tables) == []


def test_a_table_goes_a_table_and_a_column_come(drafted: Outline) -> None:
    customers, *rest = drafted.tables
    assert customers.name == "customers"
    more = customers.model_copy(
        update={"columns": [*customers.columns[1:], OutlineColumn(name="nickname", source="model")]}
    )
    gone = customers.columns[0].name in customers.primary_key
    vouchers = OutlineTable(
        name="vouchers",
        columns=[OutlineColumn(name="code")],
        references=[OutlineReference(table="customers")],
    )
    changes = _revised(drafted, [more, *rest, vouchers])
    assert gone
    assert changes == ["add_column customers", "add_table vouchers"]
    assert "remove_table orders" in _revised(drafted, [customers])
