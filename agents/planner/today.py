"""The day on which the data ends, moved from the knowledge base's to that of the text."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from agents.planner.draft import Draft

KNOWN_LAST = date(2025, 12, 31)
"""The day on which the usual data of the knowledge base ends."""

_DAY = re.compile(r"\b((?:19|20)\d\d-[01]\d-[0-3]\d)\b")
_MOMENTS = ("date", "timestamp", "after", "before", "events", "expression", "conditional")


def let_end(draft: Draft, last: date) -> None:
    """All days in the generators move alike, so that the usual data ends on ``last``.

    Dates of birth and the like are left. Does nothing where the days were moved before."""
    if draft.last is not None:
        return
    draft.last = last
    days = last - KNOWN_LAST
    for table in draft.tables:
        for column in table["columns"]:
            generator = column.get("generator")
            if generator and generator.get("kind") in _MOMENTS:
                column["generator"] = _moved(generator, days)


def _moved(value: Any, days: timedelta) -> Any:
    match value:
        case dict():
            return {name: _moved(each, days) for name, each in value.items()}
        case list():
            return [_moved(each, days) for each in value]
        case datetime() | date():
            return (value + days).isoformat()
        case str():
            return _DAY.sub(lambda found: _later(found[1], days), value)
    return value


def _later(text: str, days: timedelta) -> str:
    try:
        return (date.fromisoformat(text) + days).isoformat()
    except (ValueError, OverflowError):
        return text
