"""Windows, rhythms and the order of moments, so that those of children stay consistent."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from datetime import time as clock

from agents.planner.draft import Draft, Plain, key_to
from agents.planner.finding import exact_column, spoken_of
from agents.planner.naming import snake
from agents.planner.today import let_end
from agents.quantities.quantity import Rhythm, Rule, Window
from agents.words import Words

_TEMPORAL = ("date", "timestamp", "timestamptz")
_LONG_AGO = re.compile(r"birth|born|publish|founded|built|established|released")
NEAR = 80
"""Characters before a period within which a table that was spoken of is the one it is of."""

DELAY = {"kind": "integer", "min": 1, "max": 21}


def apply_window(draft: Draft, quantity: Window) -> bool:
    """The moments lie between the first and the last day, both included.

    Without a subject they are those of the table spoken of just before, else of all tables. What
    the knowledge base has end on its own last day ends with the window; what follows from a moment
    of the row does not pass it, and parents begin before it."""
    subject = draft.table(quantity.subject) if quantity.subject else None
    named = None if subject is not None else _named_moment(draft, quantity)
    if named is not None:
        subject = named[0]
        quantity = quantity.model_copy(update={"column": named[1]["name"]})
    subject = subject or _before(draft, quantity)
    if any(d.words and d.words != quantity.words and _overlap(d.words, quantity.words)
           for d in draft.decisions if d.reason.startswith("from ")):  # fmt: skip
        return True
    let_end(draft, quantity.last)
    done = False
    for table in [subject] if subject is not None else draft.tables:
        wanted = draft.column(table, quantity.column) if quantity.column else None
        column = wanted or first_moment(table)
        for each in [column] if subject is not None else _moments(table):
            if each is None:
                continue
            kind = each["generator"]["kind"]
            if kind not in ("date", "timestamp"):
                if subject is None:
                    continue
                _stand_alone(each, quantity)
            _between(each, quantity)
            _precede(table, each)
            if subject is not None:
                _begin_before(draft, table, quantity, {table["name"]})
            reason = f"from {quantity.first} to {quantity.last}"
            draft.decide(f"{table['name']}.{each['name']}", reason, "prompt", quantity.words)
            done = True
    return done


def _named_moment(draft: Draft, quantity: Window) -> tuple[Plain, Plain] | None:
    """The moment that is named in place of rows: ``hire dates between 2010 and 2025``."""
    for table in spoken_of(draft, quantity.words) if quantity.subject else ():
        column = exact_column(draft, table, quantity.subject)
        if column is not None and column["type"].startswith(("date", "timestamp")):
            return table, column
    return None


def _overlap(one: Words, other: Words) -> bool:
    return one.start < other.end and other.start < one.end


def _before(draft: Draft, quantity: Window) -> Plain | None:
    """The table with moments that the text spoke of last, within a part of a sentence."""
    near = [name for at, name in draft.mentions if 0 <= quantity.words.start - at < NEAR]
    for name in reversed(near):
        table = next((each for each in draft.tables if each["name"] == name), None)
        if table is not None and first_moment(table) is not None:
            return table
    return None


def first_moment(table: Plain) -> Plain | None:
    """The moment at which a row came to be, which others follow; the stay of a booking."""
    moments = _moments(table)
    for column in moments:
        if column["name"] in ("check_in", "checked_in_at", "arrival_date", "starts_at"):
            return column
    names = {column["name"] for column in moments}
    own = [
        column
        for column in moments
        if not re.search("|".join(names) or "-", str(column["generator"].get("sql", "")))
        and column["generator"].get("column") not in names
    ]
    return next(iter(own or moments), None)


def _moments(table: Plain) -> list[Plain]:
    return [
        column
        for column in table["columns"]
        if column["type"] in _TEMPORAL
        and column.get("generator")
        and not _LONG_AGO.search(column["name"])
    ]


def _between(column: Plain, quantity: Window) -> None:
    generator = column["generator"]
    first = datetime.combine(quantity.first, clock())
    if generator["kind"] == "date":
        ends: Plain = {"min": quantity.first.isoformat(), "max": quantity.last.isoformat()}
    else:
        last = datetime.combine(quantity.last, clock()) + timedelta(days=1)
        ends = {"min": first.isoformat(), "max": last.isoformat()}
    column["generator"] = {**generator, **ends}


def _stand_alone(column: Plain, quantity: Window) -> None:
    kind = "date" if column["type"] == "date" else "timestamp"
    column["generator"] = {"kind": kind}
    _between(column, quantity)


def _precede(table: Plain, moment: Plain) -> None:
    """What the row has before the moment now precedes it."""
    name = moment["name"]
    for column in _moments(table):
        generator = column["generator"]
        if generator["kind"] == "before" and generator["column"] == name:
            generator.pop("earliest", None)
    earlier = [c for c in _moments(table) if c is not moment and c["generator"]["kind"] in
               ("date", "timestamp", "events", "after")]  # fmt: skip
    for column in earlier:
        places = [each["name"] for each in table["columns"]]
        told = column["generator"].get("column")
        if places.index(column["name"]) < places.index(name) and told != name:
            delay = {"kind": "integer", "min": 1, "max": 60}
            column["generator"] = {"kind": "before", "column": name, "delay": delay, "unit": "days"}


def _begin_before(draft: Draft, table: Plain, quantity: Window, seen: set[str]) -> None:
    """Parents begin before the window, so that no child is older than its parent."""
    for key in table.get("foreign_keys", []):
        if key["references"] in seen:
            continue
        seen.add(key["references"])
        parent = draft.named(key["references"])
        for column in _moments(parent):
            generator = column["generator"]
            if generator["kind"] in ("date", "timestamp"):
                if str(generator.get("max", ""))[:10] < quantity.first.isoformat():
                    continue
                first = quantity.first - timedelta(days=3 * 365)
                end = Window(words=quantity.words, first=first, last=quantity.first - _DAY)
                _between(column, end)
            elif generator["kind"] == "after" and "latest" in generator:
                generator["latest"] = (quantity.first - _DAY).isoformat()
        _begin_before(draft, parent, quantity, seen)


_DAY = timedelta(days=1)


def apply_rhythm(draft: Draft, quantity: Rhythm) -> bool:
    """Days and hours weigh as told; of the subject's first moment, which then stands alone."""
    subject = draft.table(quantity.subject) if quantity.subject else None
    if quantity.subject and subject is None:
        return False
    tables = [subject] if subject is not None else draft.tables
    for table in tables:
        for column in _moments(table):
            kind = column["generator"]["kind"]
            if kind not in ("date", "timestamp"):
                if subject is None:
                    continue
                kind = "date" if column["type"] == "date" else "timestamp"
                column["generator"] = {"kind": kind, **_after_parents(draft, table)}
            profile = dict(quantity.profile)
            if kind == "date":
                for name in ("hours", "business_hours", "time_zone"):
                    profile.pop(name, None)
            if not profile:
                continue
            old = column["generator"].get("profile", {})
            column["generator"]["profile"] = {**old, **profile}
            where = f"{table['name']}.{column['name']}"
            draft.decide(where, "weighed by day and hour", "prompt", quantity.words)
            return True
    return False


def _after_parents(draft: Draft, table: Plain) -> Plain:
    for key in table.get("foreign_keys", []):
        for column in _moments(draft.named(key["references"])):
            latest = column["generator"].get("max")
            if latest is not None:
                start = datetime.fromisoformat(str(latest))
                end = (start + timedelta(days=730)).isoformat()
                if column["type"] == "date":
                    return {"min": start.isoformat(), "max": end}
                return {"min": start.isoformat(), "max": end}
    return {}


def apply_order(draft: Draft, quantity: Rule) -> bool:
    """The moment ``then`` comes after the moment ``when``, by the told delay: of the row, its
    parent, or of a row of the same parent, to which a key is added."""
    table = draft.table(quantity.subject)
    if table is None or (quantity.unit and moment_of(draft, table, quantity.then) is None):
        table = _with_moment(draft, quantity.then, None) or table
    if table is None:
        return False
    later = moment_of(draft, table, quantity.then)
    if later is None and quantity.unit is not None:
        later = _coming(table, quantity.then)
    later = later or next(iter(_moments(table)), None)
    if later is None:
        return False
    path = _earlier(draft, table, later, quantity.when)
    if path is None:
        return False
    delay, unit = _delay(quantity)
    if unit in ("hours", "minutes", "seconds"):
        later["type"] = "timestamp" if later["type"] == "date" else later["type"]
    later["generator"] = {"kind": "after", "column": path, "delay": delay, "unit": unit}
    told = "" if quantity.unit is None else f" by {delay['min']} to {delay['max']} {unit}"
    where = f"{table['name']}.{later['name']}"
    draft.decide(where, f"comes after {path}{told}", "prompt", quantity.words)
    return True


def _delay(quantity: Rule) -> tuple[Plain, str]:
    if quantity.unit is None:
        return dict(DELAY), "days"
    size, unit = _UNITS[quantity.unit]
    least = 0.0 if quantity.least is None else quantity.least * size
    most = max(least * 5, least + 5) if quantity.most is None else quantity.most * size
    return {"kind": "integer", "min": round(least), "max": round(most)}, unit


_UNITS = {
    "second": (1, "seconds"), "minute": (1, "minutes"), "hour": (1, "hours"), "day": (1, "days"),
    "night": (1, "days"), "week": (7, "days"), "month": (30, "days"), "year": (365, "days"),
}  # fmt: skip


_BEGUN = frozenset("placed made created ordered opened booked submitted started issued".split())
"""Words for how rows come to be."""


def _coming(table: Plain, word: str) -> Plain | None:
    """A new moment of that name, where it is a participle: ``shipped``."""
    stem = snake(word).split("_")[-1]
    if not stem.endswith(("ed", "en")) or first_moment(table) is None:
        return None
    column: Plain = {"name": f"{stem}_at", "type": "timestamp", "generator": {}}
    table["columns"].append(column)
    return column


def moment_of(draft: Draft, table: Plain, word: str) -> Plain | None:
    column = draft.column(table, word)
    if column is not None and column["type"] in _TEMPORAL and column.get("generator"):
        return column
    stem = snake(word)[:6]
    return next((c for c in _moments(table) if stem and c["name"].startswith(stem)), None)


def _with_moment(draft: Draft, word: str, besides: Plain | None) -> Plain | None:
    for table in draft.tables:
        if table is not besides and moment_of(draft, table, word) is not None:
            return table
    return None


def _earlier(draft: Draft, table: Plain, later: Plain, word: str) -> str | None:
    own = moment_of(draft, table, word)
    if own is None and (word in _BEGUN or draft.table(word) is table):
        own = first_moment(table)
    if own is not None and own is not later:
        return str(own["name"])
    for key in table.get("foreign_keys", []):
        parent = draft.named(key["references"])
        found = moment_of(draft, parent, word)
        if found is not None:
            return f"{parent['name']}.{found['name']}"
    other = _with_moment(draft, word, table)
    if other is None:
        return None
    moment = moment_of(draft, other, word)
    assert moment is not None
    return _share_parent(draft, table, other, moment)


def _share_parent(draft: Draft, table: Plain, other: Plain, moment: Plain) -> str | None:
    """Adds a key to ``other``, whose row then has the same parent; the path to its moment."""
    if len(other["primary_key"]) != 1:
        return None
    target = other["primary_key"][0]
    shared = None
    for key in table.get("foreign_keys", []):
        twin = key_to(other, key["references"])
        if twin is not None and other.get("per_parent", {}).get("columns") == twin["columns"]:
            shared = (key, twin)
            break
    if shared is None or any(c["name"] == target for c in table["columns"]):
        return None
    own, twin = shared
    kind = next(c["type"] for c in other["columns"] if c["name"] == target)
    at = 1 + next(i for i, c in enumerate(table["columns"]) if c["name"] == own["columns"][-1])
    table["columns"].insert(at, {"name": target, "type": kind})
    ends = [*twin["columns"], target]
    table["foreign_keys"].append(
        {"columns": [*own["columns"], target], "references": other["name"],
         "references_columns": ends}
    )  # fmt: skip
    other.setdefault("unique", []).append(ends)
    draft.decide(
        f"{table['name']} -> {other['name']}",
        f"its {moment['name']} comes first, of a row of the same {own['references']}",
        "rule",
    )
    _always(draft, other, moment)
    return f"{other['name']}.{moment['name']}"


def _always(draft: Draft, table: Plain, moment: Plain) -> None:
    """Every row that may be referred to has had its moment: states without it are left out."""
    generator = moment["generator"]
    sql = str(generator.get("sql", ""))
    for column in table["columns"]:
        made = column.get("generator", {})
        if made.get("kind") != "choice" or column["name"] not in sql:
            continue
        kept = [p for p in _pairs(made) if f"'{p[0]}'" in sql]
        if kept:
            column["generator"] = _shared_out(made, kept, column.get("_fixed", {}))
            what = f"{table['name']}.{column['name']}"
            draft.decide(what, f"all have had their {moment['name']}", "rule")
    moment.pop("null_rate", None)


def _shared_out(made: Plain, kept: list[tuple[object, float]], fixed: dict[str, float]) -> Plain:
    """The states that are kept: shares that the text states stay, the others fill up to 1."""
    whole = sum(weight for _, weight in _pairs(made))
    free = sum(weight for value, weight in kept if str(value) not in fixed) or 1.0
    told = sum(weight for value, weight in kept if str(value) in fixed)
    weights = [
        weight if str(value) in fixed else round((whole - told) * weight / free, 9)
        for value, weight in kept
    ]
    return {**made, "values": [value for value, _ in kept], "weights": weights}


def _pairs(generator: Plain) -> list[tuple[object, float]]:
    values = generator["values"]
    return list(zip(values, generator.get("weights") or [1.0] * len(values), strict=True))
