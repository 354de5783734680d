"""``weekends 1.5 times weekdays``, ``peaks at 6pm``, ``only business hours``: time profiles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from agents.quantities.calendar_words import MONTH_NAMES as NAMES
from agents.quantities.calendar_words import MONTHS, WEEKDAYS
from agents.quantities.clause import Clause
from agents.quantities.quantity import Rhythm

_DAY = r"~(?:weekends?|weekdays|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?)"
_MONTH = "~(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b|may"
_WHEN = rf"(?P<d>(?:{_DAY}|{_MONTH})(?:(?: ,| and| or)+ (?:{_DAY}|{_MONTH}))*)"
_FACTOR = r"(?P<f>#n times|twice|double|triple|thrice|half|#p)"
_FORMS = (
    re.compile(
        rf"{_WHEN}(?: (?:are|is|have|has|see|~see|get|~bring|~with|with|about|at|being))*(?: ~busier)? {_FACTOR}"
        rf"(?: (?:as|more|the|than|of|~busy|many|much|~sales|~orders|~traffic|~volume|on|in|~busier))*(?: ~weekdays| ~weekends| ~normal| ~usual| other ~\S+)?"
    ),
    re.compile(
        rf"{_FACTOR} (?:(?:as|more|the|that|many|much|~\S+) ){{0,4}}(?:in|on|during|at|over) (?:the )?{_WHEN}(?:(?: as| than)+(?: in| on)?(?: ~weekdays| ~weekends| other ~\S+| ~\S+))?"
    ),
)
_PEAK_DAY = re.compile(
    rf"(?:(?:peak|peaks|peaking|~busier|~busiest|~spike|~spikes|more|most|~higher|~highest)(?: ~\S+){{0,2}}) (?:in|on|during|at|around|about|before) (?:the )?{_WHEN}"
)
_PEAK_HOUR = re.compile(
    r"(?:peak|peaks|peaking|~busiest|~spikes?|~spiking|most|mostly)(?: ~\S+){0,2}(?: at| around| about| in)* (?P<t>#t)"
)
_HOURS = re.compile(
    r"(?:(?:only|just|always) )?(?:(?:during|in|within|at|between|on|~outside) )?~(?:business|office|working|opening) ~?hours?(?: only)?"
)
_DAYS = re.compile(
    r"(?:only |just )?(?:on |during )?~(?:business|working|weekday)(?: ~days?)(?: only)?|~weekdays only|only (?:on |during )?~weekdays|not on ~weekends|no(?: ~\S+)? on ~weekends|never on ~weekends"
)
_CLOCK = re.compile(r"(?P<k>#k)")
_GROWTH = re.compile(
    r"(?:grow|grows|growing|growth|~increasing|~increase)(?: (?:of|by|at|about))* (?P<p>#p)(?: (?:per|an?|each|every) ~year| ~annually| ~yearly| ~year)?|(?P<q>#p)(?: ~annual| ~yearly)? growth(?: (?:per|an?|each|every) ~year| ~annually| ~yearly)?"
)
_WORDS = {"twice": 2.0, "double": 2.0, "triple": 3.0, "thrice": 3.0, "half": 0.5}
UNSAID = 2.0


def read(clause: Clause) -> Iterator[Rhythm]:
    """Profiles of moments; a peak without a number is twice as likely as the rest."""
    for form in (*_FORMS, _PEAK_DAY):
        for found in form.finditer(clause.pattern):
            said = found.groupdict().get("f")
            factor = UNSAID
            if said:
                number = clause.item(found, "f")
                factor = number.value if number.code else _WORDS[said]
            profile = _weighed(found.group("d"), factor)
            if profile and 0 <= factor <= 1000:
                yield from _rhythm(clause, found, profile)
    for found in _PEAK_HOUR.finditer(clause.pattern):
        hour = clause.item(found, "t").value
        yield from _rhythm(clause, found, {"hours": _around(hour)})
    for found in _CLOCK.finditer(clause.pattern):
        item = clause.item(found, "k")
        least, most = item.least or 0.0, item.most or 0.0
        if least < most <= 24:
            hours = {"start": _clock(least), "end": _clock(most)}
            yield from _rhythm(clause, found, {"business_hours": hours})
    for found in _HOURS.finditer(clause.pattern):
        if "~outside" not in found.group():
            hours = {"start": "09:00:00", "end": "17:00:00"}
            yield from _rhythm(clause, found, {"business_hours": hours})
    for found in _DAYS.finditer(clause.pattern):
        yield from _rhythm(clause, found, {"business_days": True})
    for found in _GROWTH.finditer(clause.pattern):
        share = clause.item(found, "p" if found.group("p") else "q").value
        if share <= 100:
            yield from _rhythm(clause, found, {"growth": share})


def _rhythm(clause: Clause, found: re.Match[str], profile: dict[str, Any]) -> Iterator[Rhythm]:
    first, last = found.span()
    if clause.free(first, last) and (first in clause.starts):
        clause.use(first, last)
        yield Rhythm(words=clause.words(first, last), profile=profile)


def _weighed(names: str, factor: float) -> dict[str, Any]:
    days: dict[str, float] = {}
    months: dict[str, float] = {}
    for name in names.replace("~", "").split():
        if name.startswith("weekend"):
            days |= dict.fromkeys(WEEKDAYS[5:], factor)
        elif name == "weekdays":
            days |= dict.fromkeys(WEEKDAYS[:5], factor)
        elif name.rstrip("s") in WEEKDAYS:
            days[name.rstrip("s")] = factor
        elif name in MONTHS:
            months[NAMES[MONTHS[name]]] = factor
    found = {"weekdays": days, "months": months}
    return {key: weights for key, weights in found.items() if weights}


def _around(peak: float) -> list[float]:
    """Weights of the 24 hours, 1 at ``peak`` and falling to 0.1 within six hours."""
    return [
        round(max(0.1, 1 - min(abs(hour - peak), 24 - abs(hour - peak)) * 0.15), 2)
        for hour in range(24)
    ]


def _clock(hours: float) -> str:
    minutes = round(hours * 60) % (24 * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:00"
