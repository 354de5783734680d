"""What cannot be of moments, delays, sessions and durations is refused, and the repair helps."""

from __future__ import annotations

from typing import Any

import pytest

from assets.errors import SpecError
from assets.schema.dataset import dataset_from
from assets.tables.feasibility import problems

Data = dict[str, Any]
WHOLE = {"kind": "integer", "min": 1, "max": 5}


def of(column_type: str, /, **generator: Any) -> Data:
    return {"name": "odd", "type": column_type, "generator": generator}


def after(**fields: Any) -> Data:
    return of("timestamp", **{"kind": "after", "column": "parents.born", "delay": WHOLE, **fields})


def events(**sessions: Any) -> Data:
    shape = {"length": WHOLE, "pause": WHOLE, **sessions}
    return of("timestamp", kind="events", column="parents.born", gap=WHOLE, sessions=shape)


def day(first: str, last: str, **profile: Any) -> Data:
    return of("date", kind="date", min=first, max=last, profile=profile)


def span(first: str, last: str, **profile: Any) -> Data:
    return of("timestamp", kind="timestamp", min=first, max=last, profile=profile)


def refusals(column: Data, *, children: bool = True) -> list[str]:
    """Every problem of a table of two with such a column; children are counted per parent."""
    born = {"kind": "date", "min": "2020-01-01", "max": "2020-12-31"}
    row = {"name": "id", "type": "bigint", "generator": {"kind": "sequence"}}
    parents = {
        "name": "parents",
        "rows": 50,
        "primary_key": ["id"],
        "columns": [row, {"name": "born", "type": "date", "generator": born}],
    }
    own: Data = {
        "name": "rows",
        "rows": 50,
        "columns": [row, {"name": "parent", "type": "bigint"}, column],
        "foreign_keys": [
            {"columns": ["parent"], "references": "parents", "references_columns": ["id"]}
        ],
    }
    if children:
        del own["rows"]
        own["per_parent"] = {
            "columns": ["parent"],
            "count": {"kind": "integer", "min": 2, "max": 9},
        }
    try:
        return list(map(str, problems(dataset_from({"name": "d", "tables": [parents, own]}))))
    except SpecError as error:
        return [str(error)]


REFUSED: dict[str, tuple[Data, list[str], Data]] = {
    "holidays on all days": (
        day("2024-12-25", "2024-12-26", holidays=["2024-12-25", "2024-12-26"]),
        ["no day of 2024-12-25 to 2024-12-26", "0 of 2 days, and holidays 2", "widen the range"],
        day("2024-12-25", "2024-12-27", holidays=["2024-12-25", "2024-12-26"]),
    ),
    "business on a weekend": (
        span("2024-06-01T00:00:00", "2024-06-03T00:00:00", business_days=True),
        ["leave out 2 of 2 days"],
        span("2024-06-01T00:00:00", "2024-06-03T00:00:01", business_days=True),
    ),
    "closed hours": (
        span("2024-06-03T18:00:00", "2024-06-03T22:00:00", business_hours={}),
        ["no second from 2024-06-03 18:00:00", "(1 of 1) no open hour", "widen the range"],
        span("2024-06-03T16:00:00", "2024-06-03T22:00:00", business_hours={}),
    ),
    "an hour that clocks skip": (
        span("2024-03-31T00:00:00", "2024-04-01T00:00:00", time_zone="Europe/Berlin",
             business_hours={"start": "02:00", "end": "03:00"}),
        ["no second"],
        span("2024-03-31T00:00:00", "2024-04-01T00:00:00", time_zone="Europe/Berlin",
             business_hours={"start": "02:00", "end": "03:01"}),
    ),
    "too long a range": (
        day("1900-01-01", "2020-01-01", growth=0.1),
        ["43,830 days", "36,525", "narrow the range"],
        day("1920-01-01", "2019-12-31", growth=0.1),
    ),
    "an unknown zone": (
        span("2024-01-01", "2025-01-01", time_zone="Europe/Atlantis"),
        ["'Europe/Atlantis' is no time zone"],
        span("2024-01-01", "2025-01-01", time_zone="Europe/Lisbon"),
    ),
    "a path as a zone": (
        span("2024-01-01", "2025-01-01", time_zone="../../etc/passwd"),
        ["is no time zone"],
        span("2024-01-01", "2025-01-01", time_zone="UTC"),
    ),
    "23 hours": (
        span("2024-01-01", "2025-01-01", hours=[1] * 23),
        ["24 items"],
        span("2024-01-01", "2025-01-01", hours=[1] * 24),
    ),
    "hours without weight": (
        span("2024-01-01", "2025-01-01", hours=[0] * 24),
        ["every hour has the weight 0"],
        span("2024-01-01", "2025-01-01", hours=[0] * 23 + [1]),
    ),
    "an open Saturday among business days": (
        day("2024-01-01", "2025-01-01", business_days=True, weekdays={"saturday": 2}),
        ["saturday, which has the weight 2", "leave one of the two out"],
        day("2024-01-01", "2025-01-01", weekdays={"saturday": 2}),
    ),
    "hours of days": (
        day("2024-01-01", "2025-01-01", hours=[1] * 24),
        ["unknown field 'hours'"],
        day("2024-01-01", "2025-01-01"),
    ),
    "upside-down business hours": (
        span("2024-01-01", "2025-01-01", business_hours={"start": "17:00", "end": "09:00"}),
        ["17:00:00 is not before 09:00:00", "swap them"],
        span("2024-01-01", "2025-01-01", business_hours={"start": "17:00", "end": "00:00"}),
    ),
    "a delay the wrong way": (
        after(delay={"kind": "normal", "mean": 2, "std": 1}),
        ["of -6 to 10 days may be below 0, which is the wrong way", "give it a min of 0"],
        after(delay={"kind": "normal", "mean": 2, "std": 1, "min": 0}),
    ),
    "no room before a moment": (
        after(latest="2020-12-31"),
        ["latest is 2020-12-31", "reaches 2020-12-31 00:00:00", "at least 1 day",
         "set latest to 2021-01-01 00:00:00 or later"],
        after(latest="2021-01-01 00:00:00"),
    ),
    "no room after a moment": (
        of("date", kind="before", column="parents.born", delay=WHOLE, earliest="2020-01-01"),
        ["set earliest to 2019-12-31 00:00:00 or earlier"],
        of("date", kind="before", column="parents.born", delay=WHOLE, earliest="2019-12-31"),
    ),
    "no room before a column": (
        after(latest="parents.born"),
        ["have no room for a delay of at least 1 day", "lower the delay's least"],
        after(latest="parents.born", delay={"kind": "integer", "min": 0, "max": 5}),
    ),
    "a bound that is no moment": (
        after(latest="id"), ["id is bigint, no moment"], after(latest="2022-02-22")
    ),
    "a bound on what has no order": (
        after(latest="2022-02-22", delay={"kind": "sequence"}),
        ["kind sequence has no order"],
        after(latest="2022-02-22"),
    ),
    "half business days": (
        after(unit="business_days", delay={"kind": "float", "max": 3}),
        ["fractions of business days", "use whole ones"],
        after(unit="business_days", delay={"kind": "poisson", "lam": 3}),
    ),
    "holidays of a unit that skips none": (
        after(holidays=["2024-12-25"]),
        ["1 holidays are given, and the unit is days", "use the unit business_days"],
        after(holidays=["2024-12-25"], unit="business_days"),
    ),
    "a duration as a delay": (
        after(delay={"kind": "duration", "length": WHOLE, "unit": "hours"}),
        ["has a unit already", "the length of that duration"],
        after(delay=WHOLE, unit="hours"),
    ),
    "a duration of a duration": (
        of("bigint", kind="duration", length={"kind": "duration", "length": WHOLE}),
        ["a duration itself", "give it a number"],
        of("bigint", kind="duration", length=WHOLE),
    ),
    "beyond the last year": (
        after(delay={"kind": "integer", "min": 3_000_000, "max": 3_000_001}),
        ["year 10234, beyond the years 1 to 9999"],
        after(delay={"kind": "integer", "min": 2_000_000, "max": 2_000_001}),
    ),
    "beyond 64 bits": (
        after(delay={"kind": "integer", "min": 10**17, "max": 10**18}),
        ["of 100,000,000,000,000,000 to ", "is longer than 10,000 years"],
        after(),
    ),
    "an empty session": (
        events(length={"kind": "poisson", "lam": 2}),
        ["a session may have 0 events", "give length a min of 1"],
        events(length={"kind": "poisson", "lam": 2, "min": 1}),
    ),
    "a pause that is no number": (
        events(pause={"kind": "uuid"}), ["uuid cannot fill double"], events()
    ),
    "the session of no event": (
        of("integer", kind="session", column="id"),
        ["id has no events in sessions", "give its events sessions"],
        of("integer", kind="position"),
    ),
    "a negative duration": (
        of("text", kind="duration", length={"kind": "normal", "mean": 9, "std": 3}),
        ["no duration is below 0", "give length a min of 0"],
        of("text", kind="duration", length={"kind": "normal", "mean": 9, "std": 3, "min": 0}),
    ),
    "a time of a day and more": (
        of("time", kind="duration", length={"kind": "float", "max": 30}, unit="hours"),
        ["30 hours, and a time holds less than 24 hours", "a max of 23.99972222"],
        of("time", kind="duration", length={"kind": "float", "max": 23.99972222}, unit="hours"),
    ),
    "a text that is too short": (
        of("varchar(8)", kind="duration", length={"kind": "float", "max": 90}),
        ["need 11 characters, and varchar(8) holds 8", "widen the type"],
        of("varchar(11)", kind="duration", length={"kind": "float", "max": 90}),
    ),
    "what elapses between no moments": (
        of("bigint", kind="elapsed", start="id", end="parents.born"),
        ["id is bigint, no moment"],
        of("bigint", kind="elapsed", start="parents.born", end="parents.born"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_and_the_repair_helps(name: str) -> None:
    broken, words, repaired = REFUSED[name]
    assert refusals(repaired) == []
    found = " ".join(refusals(broken))
    for word in words:
        assert word in found
    assert "rows.odd" in found or "columns.odd" in found


def test_sessions_need_siblings() -> None:
    assert "does not count per parent" in refusals(events(), children=False)[0]
    assert refusals(events()) == []
