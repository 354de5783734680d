"""Rows at a steady pace: how many each parent has, and the moments at which they come."""

from __future__ import annotations

from datetime import datetime, timedelta

from agents.planner.counts import own_key, reaches
from agents.planner.draft import Draft, Plain, key_to
from agents.planner.moments import first_moment
from agents.planner.naming import singular
from agents.planner.today import KNOWN_LAST
from agents.quantities.quantity import Interval
from assets.schema.cardinality import MAX_CHILDREN


def apply_interval(draft: Draft, quantity: Interval) -> bool:
    """Each parent has a row at every interval, for as long as is told or as the period lasts.

    Within a told period they begin with it, else with the first moment of the parent."""
    child = draft.table(quantity.subject) or _last_counted(draft, quantity)
    if child is None:
        return False
    parent = draft.table(quantity.parent) if quantity.parent else None
    if parent is child:
        parent = None
    parent = _nearest(draft, child, parent)
    moment = first_moment(child)
    period = _period(draft, child, moment)
    lasting = quantity.lasting or (period[1] - period[0]).total_seconds() if period else None
    lasting = quantity.lasting or lasting
    key = own_key(draft, parent, child) if parent is not None else None
    if parent is None or key is None or lasting is None:
        return False
    slots = round(lasting / quantity.seconds)
    least, most = round(quantity.least * slots), round(quantity.most * slots)
    if not 0 < most <= MAX_CHILDREN:
        return False
    child["per_parent"] = {
        "columns": key["columns"],
        "count": {"kind": "integer", "min": least, "max": most},
    }
    child["_counted"] = True
    child.pop("rows", None)
    gap = lasting / most if most != slots else quantity.seconds
    start = period[0] if period else None
    _paced(child, parent, moment, timedelta(seconds=gap), start)
    every = timedelta(seconds=quantity.seconds)
    reason = f"{least:,} of each of {parent['name']}: one every {every}"
    if least != most:
        reason = f"{least:,} to {most:,} of each of {parent['name']}"
    draft.decide(f"{child['name']} -> {parent['name']}", reason, "prompt", quantity.words)
    return True


def _nearest(draft: Draft, child: Plain, parent: Plain | None) -> Plain | None:
    """The parent that the rows refer to: of readings of the meters of households, the meter."""
    keys = child.get("foreign_keys", [])
    if parent is None:
        owner = child.get("per_parent", {}).get("columns")
        own = [key for key in keys if key["columns"] == owner] or keys[:1]
        return draft.named(own[0]["references"]) if own else None
    if key_to(child, parent["name"]) is not None:
        return parent
    between = (draft.named(key["references"]) for key in keys)
    return next((each for each in between if reaches(draft, each, parent["name"])), parent)


def _last_counted(draft: Draft, quantity: Interval) -> Plain | None:
    """The table with a parent that the text spoke of last before the words."""
    for start, name in reversed(draft.mentions):
        table = next((each for each in draft.tables if each["name"] == name), None)
        if start <= quantity.words.start and table is not None and "per_parent" in table:
            return table
    return None


def _period(draft: Draft, table: Plain, moment: Plain | None) -> tuple[datetime, datetime] | None:
    """The first and the last moment of the period that the text tells of the rows."""
    if moment is None:
        return None
    where = f"{table['name']}.{moment['name']}"
    told = any(d.subject == where and d.reason.startswith("from ") for d in draft.decisions)
    made = moment["generator"]
    if not told or "min" not in made or "max" not in made:
        return None
    last = datetime.fromisoformat(str(made["max"]))
    if made["kind"] == "date":
        last += timedelta(days=1)
    return datetime.fromisoformat(str(made["min"])), last


def _paced(
    child: Plain, parent: Plain, moment: Plain | None, gap: timedelta, start: datetime | None
) -> None:
    if moment is None:
        moment = {"name": "recorded_at", "type": "timestamp"}
        child["columns"].append(moment)
    if moment["type"] == "date" and gap % timedelta(days=1):
        moment["type"] = "timestamp"
    begun = first_moment(parent)
    whole = gap.total_seconds() == int(gap.total_seconds())
    unit, size = ("seconds", int(gap.total_seconds())) if whole else (
        "milliseconds", round(gap.total_seconds() * 1000))  # fmt: skip
    if start is None and begun is not None and moment["type"] != "date" and whole:
        moment["generator"] = {
            "kind": "events",
            "column": f"{parent['name']}.{begun['name']}",
            "gap": {"kind": "integer", "min": size, "max": size},
            "unit": unit,
        }
        return
    number = f"{singular(child['name'])}_no"
    if all(column["name"] != number for column in child["columns"]):
        place = child["columns"].index(moment)
        made = {"name": number, "type": "integer", "generator": {"kind": "position"}}
        child["columns"].insert(place, made)
    first = start or datetime.combine(KNOWN_LAST - timedelta(days=365), datetime.min.time())
    passed = f"to_{unit}(CAST({size} AS BIGINT) * ({number} - 1))"
    sql = f"TIMESTAMP '{first:%Y-%m-%d %H:%M:%S}' + {passed}"
    moment["generator"] = {"kind": "expression", "sql": f"CAST({sql} AS {moment['type']})"}
