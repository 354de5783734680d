"""Delays, business days, bounds, sessions and durations hold exactly, in any range alone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from assets.schema.changes import apply
from assets.schema.changes.kinds import RenameColumn, RenameTable
from assets.schema.dataset import Dataset, dataset_from
from assets.tables.engine import Engine
from assets.tables.feasibility import problems

Data = dict[str, Any]
HOLIDAYS = ["2024-05-01", "2024-12-25", "2024-12-26", "2025-01-01"]
NUMBERS: dict[str, Data] = {
    "integer": {"min": 0, "max": 9},
    "decimal": {"min": 0.5, "max": 9},
    "float": {"min": 0.5, "max": 9},
    "normal": {"mean": 5, "std": 2, "min": 0},
    "lognormal": {"mu": 1, "sigma": 0.5},
    "exponential": {"scale": 5, "step": 0.25},
    "gamma": {"shape": 2, "scale": 2},
    "beta": {"a": 2, "b": 2, "high": 9},
    "poisson": {"lam": 4},
    "binomial": {"n": 9, "p": 0.3},
    "geometric": {"p": 0.3},
    "zipf": {"exponent": 2, "max": 30},
    "pareto": {"shape": 3, "scale": 1},
    "triangular": {"left": 0, "mode": 2, "right": 9},
    "histogram": {"bins": [0, 2, 9], "weights": [1, 3]},
    "mixture": {
        "components": [{"kind": "integer", "min": 0, "max": 1}, {"kind": "poisson", "lam": 9}]
    },
    "choice": {"values": [5, 1, 10, 2.5], "weights": [3, 1, 1, 2]},
}


def column(name: str, kind: str, generator: Data, **rest: Any) -> Data:
    return {"name": name, "type": kind, "generator": generator, **rest}


def orders(*columns: Data, rows: int = 2_000, kind: str = "timestamp") -> Dataset:
    """Orders of 2024 to 2025, with some more columns."""
    plain = {"kind": "timestamp", "min": "2024-01-01T00:00:00", "max": "2026-01-01T00:00:00"}
    if kind == "date":
        plain = {"kind": "date", "min": "2024-01-01", "max": "2025-12-31"}
    table = {
        "name": "orders",
        "rows": rows,
        "columns": [column("ordered", kind, plain), *columns],
    }
    return dataset_from({"name": "shop", "seed": 8, "tables": [table]})


def visits(users: int = 300, seed: int = 8) -> Dataset:
    """Visits of users, in sessions."""
    row = {"kind": "sequence"}
    events = {
        "kind": "events",
        "column": "users.joined",
        "gap": {"kind": "integer", "min": 1, "max": 600},
        "unit": "seconds",
        "sessions": {
            "length": {"kind": "choice", "values": [1, 3, 4], "weights": [1, 2, 2]},
            "pause": {"kind": "exponential", "scale": 3, "min": 0.5},
            "pause_unit": "days",
        },
    }
    tables = [
        {
            "name": "users",
            "rows": users,
            "primary_key": ["id"],
            "columns": [
                column("id", "bigint", row),
                column("joined", "timestamptz", {"kind": "timestamp"}),
            ],
        },
        {
            "name": "visits",
            "primary_key": ["id"],
            "foreign_keys": [
                {"columns": ["user"], "references": "users", "references_columns": ["id"]}
            ],
            "per_parent": {"columns": ["user"], "count": {"kind": "integer", "min": 0, "max": 19}},
            "columns": [
                column("id", "bigint", row),
                {"name": "user", "type": "bigint"},
                column("seen", "timestamptz", events),
                column("session", "integer", {"kind": "session", "column": "seen"}),
            ],
        },
    ]
    return dataset_from({"name": "web", "seed": seed, "tables": tables})


def rows_of(dataset: Dataset, table: str = "orders") -> list[Data]:
    found: list[Data] = Engine(dataset).chunk(table, 0, dataset.table(table).rows).to_pylist()
    return found


def business_day(start: date, count: int) -> date:
    """The ``count``-th business day after ``start`` (before it, where the count is negative)."""
    holidays = {date.fromisoformat(day) for day in HOLIDAYS}
    day, left = start, abs(count)
    while left:
        day += timedelta(days=1 if count > 0 else -1)
        left -= day.weekday() < 5 and day not in holidays
    return day


@pytest.mark.parametrize("kind", ["timestamp", "date"])
@pytest.mark.parametrize("direction", ["after", "before"])
def test_business_days_skip_weekends_and_holidays(direction: str, kind: str) -> None:
    delay = {"kind": "integer", "min": 0, "max": 12}
    due = {"kind": direction, "column": "ordered", "delay": delay, "unit": "business_days"}
    dataset = orders(column("due", kind, {**due, "holidays": HOLIDAYS}), kind=kind)
    seen = set[int]()
    for row in rows_of(dataset):
        start, due_on = row["ordered"], row["due"]
        if kind == "timestamp":
            assert start.time() == due_on.time()
            start, due_on = start.date(), due_on.date()
        sign = 1 if direction == "after" else -1
        steps = [n for n in range(1, 13) if business_day(start, sign * n) == due_on]
        is_open = business_day(start - timedelta(days=1), 1) == start
        assert steps or (due_on == start and is_open)
        seen.update(steps or [0])
    assert seen == set(range(13))


@pytest.mark.parametrize("kind", NUMBERS)
def test_any_number_is_a_delay_and_a_length(kind: str) -> None:
    numbers = {"kind": kind, **NUMBERS[kind]}
    fractions = kind in ("decimal", "float", "choice", "exponential")
    dataset = orders(
        column("paid", "timestamp", {"kind": "after", "column": "ordered", "delay": numbers,
                                     "unit": "hours"}),
        column("hours", "double", {"kind": "elapsed", "start": "ordered", "end": "paid",
                                   "unit": "hours"}),
        column("whole", "integer", {"kind": "elapsed", "start": "ordered", "end": "paid",
                                    "unit": "hours"}),
        column("call", "text", {"kind": "duration", "length": numbers, "unit": "minutes"}),
    )  # fmt: skip
    found = rows_of(dataset)
    hours = [(row["paid"] - row["ordered"]).total_seconds() / 3_600 for row in found]
    assert min(hours) >= 0
    assert [row["hours"] for row in found] == pytest.approx(hours)
    assert [row["whole"] for row in found] == [int(each) for each in hours]
    assert any(each % 1 for each in hours) == fractions
    assert len({row["call"] for row in found}) > 3
    assert problems(dataset) == []


def seconds_of(text: str) -> int:
    """The seconds of an ISO 8601 duration without months and years."""
    match = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", text)
    assert match, text
    assert text[-1] not in "PT", text
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    assert hours < 24
    assert minutes < 60
    assert seconds < 60
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def test_durations_are_written_alike() -> None:
    later = {"kind": "float", "max": 60}
    until = {"kind": "elapsed", "start": "ordered", "end": "paid"}
    length = {"kind": "duration", "length": {"kind": "integer", "max": 5_000}, "unit": "seconds"}
    dataset = orders(
        column("paid", "timestamp", {"kind": "after", "column": "ordered", "delay": later,
                                     "unit": "hours"}),
        column("took", "text", until),
        column("minutes", "decimal(9,2)", {**until, "unit": "minutes"}),
        column("back", "varchar(20)", {**until, "start": "paid", "end": "ordered"}),
        column("call", "varchar(11)", length),
        column("clock", "time", length),
    )  # fmt: skip
    for row in rows_of(dataset):
        took = int((row["paid"] - row["ordered"]).total_seconds())
        assert seconds_of(row["took"]) == took
        assert float(row["minutes"]) == pytest.approx(took / 60, abs=0.006)
        assert row["back"] == (f"-{row['took']}" if took else "PT0S")
        assert seconds_of(row["call"]) <= 5_000
        assert row["clock"].hour < 2
    texts = {row["took"] for row in rows_of(dataset)}
    assert any("D" in text for text in texts)


@pytest.mark.parametrize("kind", ["timestamp", "date"])
@pytest.mark.parametrize("unit", ["hours", "days", "business_days"])
def test_a_bound_is_kept_and_nothing_piles_up(unit: str, kind: str) -> None:
    """What was drawn again has the delay's distribution, cut off where the room ends."""
    count = {"hours": 240, "days": 10, "business_days": 6}[unit]
    due = {"kind": "after", "column": "ordered", "delay": {"kind": "integer", "min": 10, "max": 10}}
    delay = {"kind": "choice", "values": [*range(15, -1, -1)]}
    if unit == "hours":
        delay = {"kind": "exponential", "scale": 120}
    dataset = orders(
        column("due", kind, due),
        column("sent", kind, {"kind": "after", "column": "ordered", "delay": delay, "unit": unit,
                              "latest": "due"}),
        column("asked", kind, {"kind": "before", "column": "due", "delay": delay, "unit": unit,
                               "earliest": "ordered"}),
        rows=20_000,
        kind=kind,
    )  # fmt: skip
    found = rows_of(dataset)
    assert all(row["ordered"] <= row["sent"] <= row["due"] for row in found)
    assert all(row["ordered"] <= row["asked"] <= row["due"] for row in found)
    assert problems(dataset) == []
    if kind == "date" or unit == "business_days":
        return
    size = 3_600 if unit == "hours" else 86_400
    for start, end in (("ordered", "sent"), ("asked", "due")):
        passed = [(row[end] - row[start]).total_seconds() / size for row in found]
        counts = np.bincount(np.array(passed, dtype=np.int64), minlength=count + 1)
        weights = np.ones(count + 1)
        if unit == "hours":
            edges = np.concatenate([[0.0], np.arange(count + 1) + 0.5])
            weights = np.diff(stats.expon(scale=120).cdf(edges))
        assert stats.chisquare(counts, weights / weights.sum() * len(found)).pvalue > 0.001


def test_rows_without_a_bound_are_free() -> None:
    delay = {"kind": "integer", "min": 20, "max": 30}
    short = {
        "kind": "after",
        "column": "ordered",
        "delay": {"kind": "integer", "min": 25, "max": 25},
    }
    dataset = orders(
        column("due", "timestamp", short, nullable=True, null_rate=0.5),
        column("sent", "timestamp", {"kind": "after", "column": "ordered", "delay": delay,
                                     "latest": "due"}),
    )  # fmt: skip
    passed = {row["due"] is None: set[int]() for row in rows_of(dataset)}
    for row in rows_of(dataset):
        passed[row["due"] is None].add((row["sent"] - row["ordered"]).days)
    assert passed == {True: set(range(20, 31)), False: set(range(20, 26))}


@pytest.mark.parametrize("seed", [1, 2])
def test_children_come_in_sessions(seed: int) -> None:
    dataset = visits(seed=seed)
    joined = {row["id"]: row["joined"] for row in rows_of(dataset, "users")}
    of_user: dict[int, list[Data]] = {}
    for row in rows_of(dataset, "visits"):
        of_user.setdefault(row["user"], []).append(row)
    lengths = list[int]()
    for user, rows in of_user.items():
        assert rows[0]["session"] == 1
        assert rows[0]["seen"] - joined[user] >= timedelta(hours=12)
        sizes = [1]
        for before, after in pairwise(rows):
            pause = after["seen"] - before["seen"]
            if after["session"] == before["session"]:
                assert timedelta(seconds=1) <= pause <= timedelta(minutes=10)
                sizes[-1] += 1
            else:
                assert after["session"] == before["session"] + 1
                assert pause >= timedelta(hours=12)
                sizes.append(1)
        lengths += sizes[:-1]  # the last one ends with the children
    assert set(lengths) == {1, 3, 4}
    assert 0.15 < lengths.count(1) / len(lengths) < 0.3


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 120), st.integers(0, 2**40), st.data())
def test_any_range_alone_is_the_same(users: int, seed: int, data: st.DataObject) -> None:
    due = {"kind": "after", "column": "ordered", "delay": {"kind": "poisson", "lam": 5}}
    bounded = {**due, "unit": "business_days", "latest": "due"}
    zero = {"kind": "after", "column": "ordered", "delay": {"kind": "integer", "min": 9, "max": 9}}
    of_orders = orders(column("due", "timestamp", zero), column("sent", "timestamp", bounded))
    for dataset, table in ((visits(users, seed), "visits"), (of_orders, "orders")):
        engine, count = Engine(dataset), dataset.table(table).rows
        whole = engine.chunk(table, 0, count)
        start = data.draw(st.integers(0, count - 1))
        stop = data.draw(st.integers(start, min(count, start + 40)))
        assert engine.chunk(table, start, stop).equals(whole.slice(start, stop - start))


def test_a_visit_far_away_costs_what_the_first_costs() -> None:
    dataset = visits(10**12)
    last = dataset.table("visits").rows
    found = Engine(dataset).chunk("visits", last - 3, last).to_pylist()
    assert all(row["session"] >= 1 for row in found)


def test_renames_are_followed() -> None:
    changes = [
        RenameColumn(table="users", column="joined", new="since"),
        RenameColumn(table="visits", column="seen", new="at"),
        RenameTable(table="users", new="people"),
    ]
    renamed = apply(visits(), changes).table("visits")
    assert getattr(renamed.column("at").generator, "column", "") == "people.since"
    assert getattr(renamed.column("session").generator, "column", "") == "at"
    delay = {"kind": "integer", "max": 3}
    dataset = orders(
        column("due", "date", {"kind": "after", "column": "ordered", "delay": delay}),
        column("sent", "date", {"kind": "after", "column": "ordered", "delay": delay,
                                "latest": "due"}),
        column("took", "integer", {"kind": "elapsed", "start": "sent", "end": "due"}),
        kind="date",
    )  # fmt: skip
    for old, new in (("due", "due_on"), ("sent", "sent_on")):
        dataset = apply(dataset, [RenameColumn(table="orders", column=old, new=new)])
    assert rows_of(dataset)


def test_a_moment_may_be_the_bound() -> None:
    delay = {"kind": "exponential", "scale": 400}
    late = {"kind": "after", "column": "ordered", "delay": delay, "latest": "2026-01-31"}
    found = [row["sent"] for row in rows_of(orders(column("sent", "timestamp", late)))]
    assert max(found) <= datetime(2026, 1, 31)
    assert max(found) > datetime(2026, 1, 1)
    aware = {**late, "latest": "2026-01-31T00:00:00+02:00"}
    found = [row["sent"] for row in rows_of(orders(column("sent", "timestamptz", aware)))]
    assert max(found) <= datetime(2026, 1, 30, 22, tzinfo=UTC)
