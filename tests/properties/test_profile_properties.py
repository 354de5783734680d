"""Moments by a profile: at 1,000,000 rows, where clocks are changed, and in any range alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from assets.schema import generators as g
from assets.schema.moments import MONTHS, WEEKDAYS
from assets.schema.types import ColumnType
from assets.tables.generators.base import OrderedSource, Target
from assets.tables.generators.registry import build_source
from assets.tables.randomness import Stream
from tests.properties.generator_strategies import profiles

ROWS = 1_000_000
LEAST_P = 0.001
HOURS = [1, 0, 0, 0, 0, 1, 3, 6, 9, 10, 10, 9, 8, 8, 8, 8, 8, 9, 11, 14, 15, 12, 7, 3]
SHOPPING = {
    "weekdays": {"saturday": 0.5, "sunday": 0.25},
    "months": {"november": 1.5, "december": 2.5},
    "holidays": [date(2024, 12, 25), date(2025, 1, 1)],
    "growth": 0.4,
}
RANGE: dict[str, Any] = {"min": datetime(2022, 3, 1), "max": datetime(2025, 7, 1)}


def source_of(generator: g.Generator, column: str = "timestamp") -> OrderedSource:
    source = build_source(generator, Target(ColumnType.parse(column)))
    assert isinstance(source, OrderedSource)
    return source


def seconds(values: pa.Array) -> np.ndarray:
    found: np.ndarray = values.cast(pa.timestamp("us")).cast(pa.int64()).to_numpy() // 1_000_000
    return found


def draw(generator: g.Generator, column: str = "timestamp", rows: int = ROWS) -> np.ndarray:
    source = source_of(generator, column)
    return seconds(source.draw(Stream(20_260_117), np.arange(rows, dtype=np.uint64)))


def days_of(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def weight_of(day: date, first: date) -> float:
    """The weight of a day by SHOPPING, as the documentation says it."""
    if day in SHOPPING["holidays"]:
        return 0.0
    weight = SHOPPING["weekdays"].get(WEEKDAYS[day.weekday()], 1.0)
    weight *= SHOPPING["months"].get(MONTHS[day.month - 1], 1.0)
    return float(weight * 1.4 ** ((day - first).days / 365.25))


def p_value(found: list[int], weights: list[float]) -> float:
    expected = np.array(weights) / sum(weights) * sum(found)
    used = expected > 0
    assert not np.array(found)[~used].any(), "a value without weight was drawn"
    return float(stats.chisquare(np.array(found)[used], expected[used]).pvalue)


@pytest.mark.parametrize("kind", ["timestamp", "date"])
def test_days_have_their_weights(kind: str) -> None:
    first, last = date(2022, 3, 1), date(2025, 6, 30)
    generator: g.Generator = g.Timestamp(**RANGE, profile=g.Profile(**SHOPPING))
    if kind == "date":
        generator = g.Date(min=first, max=last, profile=g.DayProfile(**SHOPPING))
    drawn = draw(generator, kind) // 86_400 - (first - date(1970, 1, 1)).days
    days = days_of(first, last)
    counts = np.bincount(drawn, minlength=len(days))
    assert len(counts) == len(days)
    weights = np.array([weight_of(day, first) for day in days])
    assert p_value(list(counts), list(weights)) > LEAST_P
    groups = {
        "weekday": [day.weekday() for day in days],
        "month": [day.month for day in days],
        "month of the trend": [day.year * 12 + day.month for day in days],
    }
    for name, group in groups.items():
        found = np.bincount(group, counts)
        expected = np.bincount(group, weights)
        assert p_value(list(found), list(expected)) > LEAST_P, name


def test_hours_have_their_weights() -> None:
    profile = g.Profile(
        **SHOPPING, hours=HOURS, business_hours={"start": "06:30", "end": "22:15:30"}
    )
    within = draw(g.Timestamp(**RANGE, profile=profile)) % 86_400
    widths = np.full(24, 3_600.0)
    widths[:6] = widths[23] = 0
    widths[6], widths[22] = 1_800, 930
    counts = np.bincount(within // 3_600, minlength=24)
    assert p_value(list(counts), list(np.array(HOURS) * widths)) > LEAST_P
    assert (within.min(), within.max()) == (6 * 3_600 + 1_800, 22 * 3_600 + 929)


@pytest.mark.parametrize("column", ["timestamp", "timestamptz"])
def test_a_zone_has_its_own_clock(column: str) -> None:
    """Clocks went from 02:00 to 03:00 on March 31, and from 03:00 to 02:00 on October 27."""
    night = [0, 1, 2, 4, 0, *[0] * 19]
    profile = g.Profile(hours=night, time_zone="Europe/Berlin", months={"may": 0, "june": 0})
    for day, weights in (
        (date(2024, 3, 30), [1, 2, 4]),
        (date(2024, 3, 31), [1, 0, 4]),
        (date(2024, 10, 27), [1, 4 if column == "timestamptz" else 2, 4]),
    ):
        start = datetime(day.year, day.month, day.day)
        generator = g.Timestamp(min=start, max=start + timedelta(days=1), profile=profile)
        drawn = draw(generator, column, 100_000)
        moments = [datetime.fromtimestamp(int(each), UTC) for each in drawn[:20_000]]
        if column == "timestamptz":
            moments = [each.astimezone(ZoneInfo("Europe/Berlin")) for each in moments]
        assert {each.date() for each in moments} == {day}
        counts = np.bincount([each.hour for each in moments], minlength=4)
        assert p_value(list(counts[1:4]), [float(w) for w in weights]) > LEAST_P
        source = source_of(generator, column)
        every = seconds(source.at(np.arange(source.size, dtype=np.uint64)))
        assert (np.diff(every) > 0).all()
        assert source.size == 3_600 * len(set(drawn // 3_600))


def test_bounds_of_a_range_are_of_the_zone_unless_they_have_their_own() -> None:
    zone = g.Profile(time_zone="America/New_York")
    day: dict[str, Any] = {"min": datetime(2024, 7, 1), "max": datetime(2024, 7, 2)}
    aware = {name: moment.replace(tzinfo=UTC) for name, moment in day.items()}
    for bounds, column, first in (
        (day, "timestamptz", datetime(2024, 7, 1, 4, tzinfo=UTC)),
        (aware, "timestamptz", datetime(2024, 7, 1, tzinfo=UTC)),
        (day, "timestamp", datetime(2024, 7, 1)),
        (aware, "timestamp", datetime(2024, 6, 30, 20)),
    ):
        source = source_of(g.Timestamp(**bounds, profile=zone), column)
        assert source.size == 86_400
        assert source.at(np.zeros(1, dtype=np.uint64))[0].as_py() == first


@settings(max_examples=60, deadline=None)
@given(
    profiles,
    st.sampled_from(["timestamp", "timestamptz"]),
    st.integers(0, 2**40),
    st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=30),
)
def test_any_profile_ascends_and_keeps_its_hours(
    profile: g.Profile, column: str, first_row: int, shares: list[float]
) -> None:
    source = source_of(g.Timestamp(profile=profile), column)
    rows = np.arange(first_row, first_row + 50, dtype=np.uint64)
    whole = source.draw(Stream(3), rows)
    assert whole.equals(source.at(source.index(Stream(3), rows)))
    assert source.draw(Stream(3), rows[20:30]).equals(whole.slice(20, 10))
    ascending = seconds(source.at_share(np.sort(shares)))
    assert (np.diff(ascending) >= 0).all()
    for moment in whole.to_pylist():
        if column == "timestamptz" and profile.time_zone:
            moment = moment.astimezone(ZoneInfo(profile.time_zone))
        assert moment.date() not in profile.holidays
        assert not profile.business_days or moment.weekday() < 5
        assert not profile.business_hours or 9 <= moment.hour < 17
        if profile.time_zone and column == "timestamp":
            there = moment.replace(tzinfo=ZoneInfo(profile.time_zone))
            assert there.astimezone(UTC).astimezone(there.tzinfo).replace(tzinfo=None) == moment
