"""What a prompt states, as a short sentence a quantity."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from agents.quantities import quantity as kinds
from agents.quantities.quantity import Quantity

DAYS = ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"]


def stated(quantity: Quantity) -> str:
    """One line for people, such as ``10,000 rows of customers``."""
    return _LINES[type(quantity)](quantity)


def _cardinality(found: kinds.Cardinality) -> str:
    most = "or more" if found.most is None else f"to {found.most:,}"
    number = f"{found.least:,}" if found.least == found.most else f"{found.least:,} {most}"
    usual = "" if found.most_often is None else f", mostly {found.most_often:,}"
    mean = "" if found.mean is None else f", {_number(found.mean)} on average"
    return f"{number} {found.child} per {found.parent}{usual}{mean}"


def _share(found: kinds.Share) -> str:
    rest = f"have {found.child}" if found.child else f"are {found.condition}"
    return f"{_percent(found.share)} of the {found.subject} {rest}"


def _split(found: kinds.Split) -> str:
    total = sum(found.weights.values()) or 1.0
    parts = [f"{value} {_percent(weight / total)}" for value, weight in found.weights.items()]
    return f"{_place(found.subject, found.column)}: {', '.join(parts)}"


def _range(found: kinds.Range) -> str:
    unit = f" {found.unit}" if found.unit else ""
    if found.least is not None and found.most is not None:
        bounds = [f"{_number(found.least)} to {_number(found.most)}{unit}"]
    elif found.least is not None:
        bounds = [f"at least {_number(found.least)}{unit}"]
    elif found.most is not None:
        bounds = [f"at most {_number(found.most)}{unit}"]
    else:
        bounds = []
    named = (("mean", found.mean), ("median", found.median), ("deviation", found.deviation))
    bounds += [f"{name} {_number(value)}{unit}" for name, value in named if value is not None]
    bounds += [found.distribution] if found.distribution else []
    bounds += [f"skewed {found.skew}" if found.skew in ("low", "high") else found.skew or ""]
    return f"{_place(found.subject, found.column)}: {', '.join(part for part in bounds if part)}"


def _window(found: kinds.Window) -> str:
    return f"{found.subject or 'all dates'}: {found.first:%d %b %Y} to {found.last:%d %b %Y}"


def _rhythm(found: kinds.Rhythm) -> str:
    parts = [f"{name.replace('_', ' ')} {_weights(value)}" for name, value in found.profile.items()]
    return f"{found.subject or 'all times'} over time: {', '.join(parts)}"


def _weights(value: Any) -> str:
    if isinstance(value, list) and len(value) == len(DAYS):
        usual = min(value)
        high = [day for day, weight in zip(DAYS, value, strict=True) if weight > usual]
        return f"more on {', '.join(high)}" if high else "even"
    if isinstance(value, dict):
        return ", ".join(f"{name} × {part}" for name, part in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def _interval(found: kinds.Interval) -> str:
    number = (
        f"{found.least:g}" if found.least == found.most else f"{found.least:g} to {found.most:g}"
    )
    pace = f"{number} of {found.subject} every {timedelta(seconds=found.seconds)}"
    return pace if found.lasting is None else f"{pace}, for {timedelta(seconds=found.lasting)}"


def _rule(found: kinds.Rule) -> str:
    if found.form == "order":
        delay = "" if found.unit is None else f" by {_ends(found)} {found.unit}s"
        return f"{found.subject}: {found.then} comes after {found.when}{delay}"
    verb = ("have " if found.has else "are ") + ("no " if found.negated and found.has else "")
    verb += "not " if found.negated and not found.has else ""
    who = f"{'only ' if found.only else ''}{found.subject} that are {found.when}"
    value = "" if found.value is None else f" of {found.value:g}"
    return f"{who} {verb}{found.then}{value}"


def _ends(found: kinds.Rule) -> str:
    ends = dict.fromkeys(f"{end:g}" for end in (found.least, found.most) if end is not None)
    return " to ".join(ends)


_LINES: dict[type[Any], Callable[[Any], str]] = {
    kinds.RowCount: lambda q: f"{q.rows:,} rows of {q.subject or 'each table'}",
    kinds.Cardinality: _cardinality,
    kinds.Share: _share,
    kinds.Split: _split,
    kinds.Range: _range,
    kinds.Window: _window,
    kinds.Rhythm: _rhythm,
    kinds.Interval: _interval,
    kinds.Unique: lambda q: f"{_place(q.subject, q.column)}: each value once",
    kinds.Rule: _rule,
    kinds.Place: lambda q: f"{q.country}: names and addresses as in {q.locale}",
}


def _place(subject: str, column: str) -> str:
    return " · ".join(part for part in (subject, column) if part)


def _percent(share: float) -> str:
    return f"{_number(share * 100)}%"


def _number(value: float) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".")
