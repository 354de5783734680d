"""Rows that read many others: what is made once, or a part at a time, changes no value."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from assets.schema.cardinality import BLOCK, Counts
from assets.schema.formats import from_text
from assets.tables.engine import Engine
from assets.tables.families import Family
from assets.tables.randomness import Stream
from assets.tables.rows import GATHERED_ROWS

BANK = """
name: bank
tables:
- name: accounts
  rows: ROWS
  primary_key: [id]
  columns:
  - {name: id, type: bigint, generator: {kind: sequence}}
  - {name: iban, type: text, generator: {kind: bank_account, field: iban}}
  - {name: bookings, type: integer, generator: {kind: aggregate, function: count, table: bookings}}
  - name: total
    type: decimal(14,2)
    generator: {kind: aggregate, function: sum, table: bookings, column: amount}
- name: bookings
  per_parent: {columns: [account], count: COUNT}
  primary_key: [id]
  columns:
  - {name: id, type: bigint, generator: {kind: sequence}}
  - {name: account, type: bigint}
  - {name: iban, type: text, generator: {kind: inherit, column: accounts.iban}}
  - {name: amount, type: 'decimal(9,2)', generator: {kind: decimal, min: -50, max: 90}}
  - {name: balance, type: 'decimal(14,2)', generator: {kind: running, column: amount}}
  foreign_keys: [{columns: [account], references: accounts, references_columns: [id]}]
- name: cards
  rows: 1000
  columns:
  - {name: account, type: bigint}
  - {name: iban, type: text, generator: {kind: inherit, column: accounts.iban}}
  - {name: total, type: 'decimal(14,2)', generator: {kind: inherit, column: accounts.total}}
  foreign_keys: [{columns: [account], references: accounts, references_columns: [id]}]
"""


def _accounts(rows: int, count: str) -> Engine:
    """Accounts with their bookings, and cards that refer to accounts at random."""
    return Engine(from_text(BANK.replace("ROWS", str(rows)).replace("COUNT", count)))


def _whole(engine: Engine, table: str) -> pa.Table:
    return pa.Table.from_batches(engine.chunks(table), engine.schema(table))


def test_rows_without_any_children_add_up_to_nothing() -> None:
    engine = _accounts(500, "{kind: choice, values: [0, 3], weights: [9, 1]}")
    accounts = _whole(engine, "accounts")
    childless = [row for row, count in enumerate(accounts["bookings"].to_pylist()) if not count]
    assert len(childless) > 400
    for row in childless[:20]:
        assert engine.chunk("accounts", row, row + 1)["total"].to_pylist() == [0]


def test_more_children_than_are_read_at_once_still_add_up() -> None:
    each = 30_000
    engine = _accounts(40, f"{{kind: integer, min: {each}, max: {each}}}")
    assert 40 * each > 2 * GATHERED_ROWS
    bookings = engine.chunk("bookings", 7 * each, 9 * each)
    sums = np.asarray(bookings["amount"].cast(pa.decimal128(18, 2)).cast("float64"))
    totals = {row["id"]: row["total"] for row in _whole(engine, "accounts").to_pylist()}
    for part, of in ((slice(0, each), 0), (slice(each, 2 * each), each)):
        account = bookings["account"][of].as_py()
        assert float(totals[account]) == pytest.approx(sums[part].sum(), abs=1e-6)
        assert bookings["balance"][of + each - 1].as_py() == totals[account]


def test_parents_made_together_are_those_made_alone() -> None:
    engine = _accounts(300, "{kind: integer, min: 0, max: 9}")
    for table in ("bookings", "cards"):
        whole = _whole(engine, table)
        alone = Engine(engine.dataset)
        for row in range(0, whole.num_rows, 97):
            assert alone.chunk(table, row, row + 1).to_pylist() == whole.slice(row, 1).to_pylist()


@pytest.mark.parametrize("parents", [3 * BLOCK, 2 * BLOCK + 5, 70])
def test_families_find_one_another_alike_at_once_and_one_by_one(parents: int) -> None:
    counts = Counts((0, 1, 5), (0.3, 0.5, 0.2))
    together = Family(parents, counts, Stream(5))
    every = np.arange(parents, dtype=np.uint64)
    first, count = together.children_of(every)
    parent, position = together.parent_of(np.arange(together.rows, dtype=np.uint64))
    for row in range(0, parents, 53):
        alone = Family(parents, counts, Stream(5)).children_of(every[row : row + 1])
        assert (int(alone[0][0]), int(alone[1][0])) == (int(first[row]), int(count[row]))
    for row in range(0, together.rows, 53):
        child = np.array([row], dtype=np.uint64)
        found = Family(parents, counts, Stream(5)).parent_of(child)
        assert (found[0][0], found[1][0]) == (parent[row], position[row])
