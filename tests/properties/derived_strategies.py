"""Hypothesis strategies for generators whose values follow from other columns."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from assets.schema import generators as g
from tests.properties.generator_strategies import Pair, typed
from tests.properties.name_strategies import finite, texts

_paths = st.sampled_from(["id", "parent_id", "parents.name", "Name of it"])


_units = st.sampled_from(["seconds", "minutes", "hours", "days", "weeks"])


_bounds = st.none() | _paths | st.just("2030-12-31T12:00:00")


_business: dict[str, st.SearchStrategy[Any]] = {
    "unit": st.just("business_days"),
    "holidays": st.lists(st.dates(date(2019, 1, 1), date(2027, 1, 1)), max_size=3),
}


_delays = st.builds(g.Integer, min=st.integers(0, 9), max=st.integers(10, 99))


_conditions = st.sampled_from(["id > 3", "parents.name = 'x'", "true"])


_moments = ["date", "timestamp"]


@st.composite
def _conditional_tables(draw: st.DrawFn) -> Pair:
    paths = draw(st.lists(_paths, min_size=1, max_size=2, unique=True))
    plain = st.none() | st.booleans() | st.integers(-9, 9) | texts
    whens = st.lists(plain, min_size=len(paths), max_size=len(paths))
    segments = draw(st.lists(whens, min_size=1, max_size=4, unique_by=lambda w: str(w).lower()))
    weights = st.lists(st.floats(0.01, 9), min_size=2, max_size=2)
    values = draw(st.none() | st.just([1, 2]))
    return "integer", g.ConditionalTable(
        columns=paths,
        values=values,
        segments=[
            g.Segment(when=when, weights=draw(weights))
            if values
            else g.Segment(when=when, use=draw(_delays))
            for when in segments
        ],
        otherwise=draw(st.none() | _delays),
    )


DERIVED: dict[str, st.SearchStrategy[Pair]] = {
    "inherit": typed(["text"], st.builds(g.Inherit, column=_paths)),
    "after": typed(
        _moments,
        st.builds(g.After, column=_paths, delay=_delays, unit=_units, latest=_bounds)
        | st.builds(g.After, column=_paths, delay=_delays, **_business),
    ),
    "before": typed(
        _moments,
        st.builds(g.Before, column=_paths, delay=_delays, unit=_units, earliest=_bounds)
        | st.builds(g.Before, column=_paths, delay=_delays, **_business),
    ),
    "events": typed(
        _moments,
        st.builds(
            g.Events,
            column=_paths,
            gap=_delays,
            unit=_units,
            sessions=st.none() | st.builds(g.Sessions, length=_delays, pause=_delays),
        ),
    ),
    "session": typed(["integer"], st.builds(g.Session, column=st.just("id"))),
    "elapsed": typed(
        ["text", "double"], st.builds(g.Elapsed, start=_paths, end=_paths, unit=_units)
    ),
    "running": typed(["bigint"], st.builds(g.Running, column=st.just("id"), start=_paths | finite)),
    "aggregate": typed(
        ["bigint"],
        st.builds(
            g.Aggregate,
            function=st.sampled_from(["sum", "min", "max", "avg"]),
            table=st.just("children"),
            column=st.just("id"),
            filter=st.none() | _conditions,
        ),
    ),
    "conditional": typed(
        ["integer"],
        st.builds(
            g.Conditional,
            cases=st.lists(
                st.builds(g.Case, when=_conditions, use=_delays), min_size=1, max_size=3
            ),
            otherwise=_delays,
        ),
    ),
    "conditional_table": _conditional_tables(),
    "template": typed(
        ["text"], st.builds(g.Template, template=st.sampled_from(["{id}", "a {x.y}"]))
    ),
}
"""Kinds that need a table around them: no part of ``datasets()``, whose columns are drawn alone."""
