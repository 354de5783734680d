"""Exact counts, targets and counts by category hold in each append alone; old rows stay."""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise
from typing import Any

import duckdb
import pyarrow as pa
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from assets.errors import SpecError
from assets.schema.apportionment import apportioned
from assets.schema.dataset import Dataset
from assets.tables.engine import Engine
from tests.fixtures.figures import TIERS, figures

SLOW = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
added = st.lists(st.one_of(st.just(0), st.integers(1, 60)), min_size=1, max_size=3)
weights = st.tuples(*[st.integers(0, 9)] * 3).filter(any)
counts = st.dictionaries(
    st.sampled_from(TIERS), st.lists(st.integers(0, 5), min_size=1, max_size=3, unique=True),
    min_size=1,
)  # fmt: skip


def _whole(engine: Engine, table: str) -> pa.Table:
    return pa.Table.from_batches(engine.chunks(table), schema=engine.schema(table))


def _grown(dataset: Dataset, added: list[int]) -> Engine:
    """The engine after the appends to customers, none of which changes an earlier row."""
    engine = Engine(dataset)
    for rows in added:
        dataset, before = dataset.append({"customers": rows}), engine
        engine = Engine(dataset)
        for table in before.dataset.tables:
            old = pa.Table.from_batches([engine.chunk(table.name, 0, table.rows)])
            assert old.equals(_whole(before, table.name)), table.name
    return engine


def _segments(engine: Engine, table: str) -> list[list[dict[str, Any]]]:
    """The rows before the first append, and those of each append."""
    rows = _whole(engine, table).to_pylist()
    return [rows[low:high] for low, high in pairwise([0, *engine.dataset.ends(table)])]


def _broken(engine: Engine, *queries: str) -> dict[str, Any]:
    with duckdb.connect() as connection:
        for table in engine.dataset.tables:
            connection.register(table.name, _whole(engine, table.name))
        found = {query: connection.execute(query).fetchall() for query in queries}
    return {query: rows for query, rows in found.items() if rows}


@SLOW
@given(
    st.integers(1, 60), weights, counts, st.sampled_from(["sum", "mean"]),
    st.integers(0, 2**40), added, st.data(),
)  # fmt: skip
def test_counts_by_category_events_and_totals_per_parent_hold(
    customers: int, weights: tuple[int, ...], counts: dict[str, list[int]], what: str, seed: int,
    added: list[int], data: st.DataObject,
) -> None:  # fmt: skip
    if what == "sum":  # of no children there is none
        counts = {name: [value or 1 for value in values] for name, values in counts.items()}
    counts = {name: sorted(set(values)) for name, values in counts.items()}
    try:
        base = figures(customers, seed=seed, weights=weights, counts=counts, what=what)
    except SpecError:  # no customer has a visit
        reject()
    engine = _grown(base, added)
    for rows in _segments(engine, "customers"):
        tiers = Counter(row["tier"] for row in rows)
        assert tuple(tiers[tier] for tier in TIERS) == apportioned(len(rows), weights)
        assert sum(row["asked"] for row in rows) == apportioned(len(rows), [0.65, 0.35])[1]
        for tier, values in counts.items():
            assert {row["visits"] for row in rows if row["tier"] == tier} <= set(values)
    for rows in _segments(engine, "visits"):
        assert sum(row["paid"] for row in rows) == apportioned(len(rows), [0.2, 0.8])[1]
    function = "sum(amount) <> min(budget)"
    if what == "mean":
        function = "sum(amount) <> min(budget) * count(*)"
    assert not _broken(
        engine,
        "SELECT c.id FROM customers c JOIN visits v ON v.customer_id = c.id GROUP BY c.id "
        f"HAVING {function} OR count(*) <> min(visits) OR min(c.tier) <> max(v.tier)",
        "SELECT id FROM customers WHERE visits > 0 AND id NOT IN (SELECT customer_id FROM visits)",
        "SELECT v.id FROM visits v JOIN lines l ON l.visit_id = v.id GROUP BY v.id "
        "HAVING sum(price) <> min(amount) OR count(*) <> max(line)",
        'SELECT * FROM (SELECT "at" <= lag("at") OVER own AS late, '
        "session - coalesce(lag(session) OVER own, 0) AS step, "
        '"at" - lag("at") OVER own AS gap, row_number() OVER own AS place '
        "FROM visits WINDOW own AS (PARTITION BY customer_id ORDER BY id)) "
        "WHERE late OR step NOT IN (0, 1) OR (place = 1 AND step <> 1) "
        "OR (step = 1) <> coalesce(gap >= INTERVAL 1 DAY, true)",
        'SELECT v.id FROM visits v JOIN customers c ON c.id = v.customer_id WHERE "at" <= joined',
    )
    for table in engine.dataset.tables:
        whole = _whole(engine, table.name)
        cuts = data.draw(st.lists(st.integers(0, table.rows), max_size=3))
        again = Engine(engine.dataset)
        parts = [
            again.chunk(table.name, *ends)
            for ends in reversed(list(pairwise(sorted({0, table.rows, *cuts}))))
        ]
        assert pa.Table.from_batches(parts[::-1]).equals(whole.combine_chunks())


figure = st.integers(-15, 50)


@SLOW
@given(
    st.integers(1, 400), weights, figure, st.dictionaries(st.sampled_from(TIERS), figure),
    st.sampled_from(["sum", "mean"]), st.integers(0, 2**40), added,
)  # fmt: skip
def test_targets_hold_in_each_append(
    customers: int, weights: tuple[int, ...], mean: int, means: dict[str, int], what: str,
    seed: int, added: list[int],
) -> None:  # fmt: skip
    has = dict(zip(TIERS, apportioned(customers, weights), strict=True))
    means = {name: each for name, each in means.items() if what == "mean" or has[name]}
    score: dict[str, Any] = {what: mean if what == "mean" else mean * customers}
    if means:
        times = has if what == "sum" else dict.fromkeys(has, 1)
        score = {what: {n: each * times[n] for n, each in means.items()}, "by": "tier"}
    targets = [{"column": "score", **score}, {"column": "weight", "mean": 3.1416}]
    base = figures(customers, seed=seed, weights=weights, targets=targets)
    for rows in _segments(_grown(base, added), "customers"):
        for name, each in (means or {"": mean}).items():
            own = [row["score"] for row in rows if name in ("", row["tier"])]
            assert sum(own) == each * len(own)
        total = (Decimal("3.1416") * len(rows)).quantize(Decimal("0.001"), ROUND_HALF_EVEN)
        assert sum((row["weight"] for row in rows), Decimal(0)) == total
        assert all(-20 <= row["score"] <= 60 for row in rows)


def test_a_sum_is_that_of_the_first_rows_and_appends_add_in_proportion() -> None:
    targets: list[dict[str, Any]] = [
        {"column": "weight", "sum": {"gold": 10, "silver": 50}, "by": "tier"},
        {"column": "score", "sum": 101},
    ]
    engine = _grown(figures(10, targets=targets), [5, 1, 20])
    found = _segments(engine, "customers")
    assert [sum(row["score"] for row in rows) for rows in found] == [101, 50, 10, 202]
    sums = [
        [sum(row["weight"] for row in rows if row["tier"] == tier) for tier in TIERS[:2]]
        for rows in found
    ]
    three = Decimal(50) / 3
    expected = [(1, 3), (1, 1), (0, 0), (2, 6)]
    assert [tuple(Counter(r["tier"] for r in rows)[t] for t in TIERS[:2]) for rows in found] == (
        expected
    )
    assert sums == [[10 * gold, round(three * silver, 3)] for gold, silver in expected]


def test_a_category_that_the_first_rows_lack_has_no_sum_and_keeps_its_mean() -> None:
    targets: list[dict[str, Any]] = [
        {"column": "weight", "sum": {"bronze": 6, "gold": 0}, "by": "tier"},
        {"column": "score", "mean": {"gold": 7}, "by": "tier"},
    ]
    engine = _grown(figures(2, targets=targets), [30])
    first, later = (
        [row for row in rows if row["tier"] == "gold"] for rows in _segments(engine, "customers")
    )
    assert (len(first), len(later)) == (0, 3)
    assert sum(row["score"] for row in later) == 21
    assert sum(row["weight"] for row in later) > 0


def test_far_rows_of_an_append_have_their_figures() -> None:
    engine = Engine(figures(10**9).append({"customers": 10**12}).append({"customers": 7}))
    rows = engine.dataset.table("customers").rows
    (gold, *_), customers = apportioned(7, (1, 3, 6)), engine.chunk("customers", rows - 7, rows)
    found = customers.to_pylist()
    assert sum(row["tier"] == "gold" for row in found) == gold
    visits = engine.dataset.table("visits").rows
    last = engine.chunk("visits", visits - 40, visits).to_pylist()
    for row in found:
        own = [each["amount"] for each in last if each["customer_id"] == row["id"]]
        assert len(own) == row["visits"]
        assert not own or sum(own) == row["budget"]
