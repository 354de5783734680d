"""Hypothesis strategies for generators: (type, generator) pairs that suit each other.

``GENERATORS`` has a strategy for each kind; a new kind needs a line there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

from hypothesis import strategies as st

from assets.schema import generators as g
from assets.schema.moments import MONTHS, WEEKDAYS
from tests.properties.name_strategies import (
    finite,
    identifiers,
    int64,
    lists_of,
    ranges,
    rates,
    texts,
)
from tests.properties.number_strategies import DISTRIBUTIONS

Pair = tuple[str, g.Generator]


def typed(types: list[str], made: st.SearchStrategy[Any]) -> st.SearchStrategy[Pair]:
    return st.tuples(st.sampled_from(types), made)


def between(kind: Callable[..., Any], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return ranges(values).map(lambda pair: kind(min=pair[0], max=pair[1]))


def _lengths(kind: Callable[..., Any]) -> st.SearchStrategy[Any]:
    ends = ranges(st.integers(0, 60))
    return ends.map(lambda pair: kind(min_length=pair[0], max_length=pair[1]))


def _field(kind: Any, *, group: bool) -> st.SearchStrategy[Any]:
    fields = st.sampled_from(kind.model_fields["field"].annotation.__args__)
    groups = {"group": st.sampled_from(["", "billing", "Größe"])} if group else {}
    return st.builds(kind, field=fields, **groups)


@st.composite
def _choices(draw: st.DrawFn) -> Pair:
    kind, values = draw(
        st.sampled_from(
            [
                ("integer", st.integers(-1000, 1000)),
                ("double", finite),
                ("boolean", st.booleans()),
                ("text", texts),
            ]
        )
    )
    items = draw(st.lists(values, min_size=1, max_size=6, unique_by=str))
    weights = draw(st.none() | st.just([draw(st.floats(0.01, 1e6)) for _ in items]))
    zipf = draw(st.none() | st.floats(0.1, 5)) if weights is None else None
    ordered = draw(st.booleans())
    return kind, g.Choice(values=items, weights=weights, zipf=zipf, ordered=ordered)


@st.composite
def _json_objects(draw: st.DrawFn) -> Pair:
    names = draw(lists_of(identifiers, 1, 3))
    return "json", g.Json(fields={name: draw(_scalars())[1] for name in names})


@st.composite
def _arrays(draw: st.DrawFn) -> Pair:
    kind, items = draw(_scalars())
    low, high = draw(ranges(st.integers(0, 20)))
    return f"{kind}[]", g.Array(items=items, min_items=low, max_items=high)


INTEGERS = ["tinyint", "smallint", "integer", "bigint"]


STRINGS = ["text", "varchar(60)", "char(7)"]


moments = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1))  # Faker and SQL Server agree


spans = st.lists(moments, min_size=2, max_size=2, unique=True).map(sorted)


_day_profile: dict[str, st.SearchStrategy[Any]] = {
    "weekdays": st.dictionaries(st.sampled_from(WEEKDAYS[:5]), st.floats(0.01, 9), max_size=4),
    "months": st.dictionaries(st.sampled_from(MONTHS), st.floats(0.01, 9), max_size=6),
    "business_days": st.booleans(),
    "holidays": st.lists(st.dates(date(2019, 1, 1), date(2027, 1, 1)), max_size=4),
    "growth": st.floats(-0.5, 2),
}


profiles = st.builds(
    g.Profile,
    **_day_profile,
    hours=st.none() | st.lists(st.floats(0.1, 9), min_size=24, max_size=24),
    business_hours=st.none() | st.just(g.BusinessHours()),
    time_zone=st.none() | st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns"]),
)
"""Profiles that leave something of any year."""


patterns = st.text("#Aa*-x ", min_size=1, max_size=12)


REGEXES = ["[A-Z]{2}-[0-9]{4}", "(ab|a|b)*c?", "x", "[^a]{1,3}", "(foo|bar) [é-ü]+"]


def _hierarchy(level: str) -> g.Hierarchy:
    tree = {"Italy": {"Rome": 3.0, "Milan": 1.0}, "Chile": {"Talca": 0.5}}
    return g.Hierarchy(level=level, levels=["country", "city"], tree=tree)


_SCALARS: dict[str, st.SearchStrategy[Pair]] = {
    "sequence": typed(
        ["bigint", "integer"],
        st.builds(g.Sequence, start=st.integers(-1000, 10**6), step=st.sampled_from([1, 2, -3])),
    ),
    "integer": typed(INTEGERS, between(g.Integer, st.integers(-128, 127)))
    | typed(["bigint"], between(g.Integer, int64)),
    "decimal": typed(["decimal(10,2)", "decimal(38)"], between(g.Decimal, st.floats(-1e7, 1e7))),
    "float": typed(["real", "double"], between(g.Float, st.floats(-1e30, 1e30))),
    **DISTRIBUTIONS,
    "boolean": typed(["boolean"], st.builds(g.Boolean, true_rate=rates)),
    "date": typed(["date"], between(g.Date, st.dates(date(1900, 1, 1), date(2100, 1, 1))))
    | typed(["date"], st.builds(g.Date, profile=st.builds(g.DayProfile, **_day_profile))),
    "timestamp": typed(["timestamp"], spans.map(lambda s: g.Timestamp(min=s[0], max=s[1])))
    | typed(["timestamp", "timestamptz"], st.builds(g.Timestamp, profile=profiles))
    | typed(
        ["timestamptz"],
        spans.map(
            lambda s: g.Timestamp(min=s[0].replace(tzinfo=UTC), max=s[1].replace(tzinfo=UTC))
        ),
    ),
    "time": typed(["time"], between(g.Time, st.times(time(0), time(23, 59)))),
    "duration": typed(
        ["text", "bigint", "time"],
        st.builds(
            g.Duration,
            length=st.builds(g.Integer, min=st.integers(0, 9), max=st.integers(10, 23)),
            unit=st.sampled_from(["seconds", "minutes", "hours"]),
        ),
    ),
    "string": typed(["text", "varchar(60)"], _lengths(g.String)),
    "pattern": typed(["text", "varchar(12)"], st.builds(g.Pattern, pattern=patterns)),
    "uuid": typed(["uuid", "char(36)"], st.just(g.Uuid())),
    "choice": _choices(),
    "person": typed(["text"], _field(g.Person, group=True)),
    "address": typed(["text"], _field(g.Address, group=True)),
    "company": typed(["text"], _field(g.Company, group=True)),
    "product": typed(["text"], _field(g.Product, group=True)),
    "regex": typed(["text"], st.builds(g.Regex, pattern=st.sampled_from(REGEXES))),
    "pool": typed(
        ["text"],
        st.lists(texts, min_size=1, max_size=6, unique=True).map(lambda v: g.Pool(values=v)),
    ),
    "hierarchy": typed(["text"], st.sampled_from(["country", "city"]).map(_hierarchy)),
    "payment_card": typed(["text"], _field(g.PaymentCard, group=True)),
    "bank_account": typed(["text"], _field(g.BankAccount, group=True)),
    "vehicle": typed(["text"], _field(g.Vehicle, group=True)),
    "code": typed(["text"], _field(g.Code, group=False)),
    "reference_data": typed(["text"], _field(g.ReferenceData, group=True)),
    "internet": typed(["text"], _field(g.Internet, group=True)),
    "text": typed(
        ["text"],
        st.builds(
            g.Text,
            style=st.sampled_from(["word", "title", "sentence", "paragraph"]),
            pool_size=st.integers(1, 50),
        ),
    ),
    "bytes": typed(["bytes"], _lengths(g.Bytes)),
}


def _scalars() -> st.SearchStrategy[Pair]:
    return st.one_of(*_SCALARS.values())


GENERATORS: dict[str, st.SearchStrategy[Pair]] = {
    **_SCALARS,
    "position": typed(["integer"], st.builds(g.Position, start=st.integers(-9, 9))),
    "json": _json_objects(),
    "array": _arrays(),
    "expression": typed(["text"], st.sampled_from(["'a' || 'b'", "1 + 1"]).map(
        lambda sql: g.Expression(sql=sql)
    )),
}  # fmt: skip
