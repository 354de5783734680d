"""Ranges of numbers: the column that they are of, its type, and the currency they are in."""

from __future__ import annotations

import re

from agents.knowledge.word_forms import key_of
from agents.planner.counts import apply_cardinality
from agents.planner.distributing import number_of
from agents.planner.draft import Draft, Plain, is_keyed
from agents.planner.finding import Place, exact_column, find_number, is_said, known_to, name_for
from agents.planner.guessing import guess
from agents.quantities.quantity import Cardinality, Range

_CURRENCY = re.compile(r"[A-Z]{3}")
_MONEY = ("price", "cost", "amount", "fare", "fee", "rate", "value", "total", "salary")
_WORDS_FOR_MONEY = frozenset(("", "cost", "costs", "price", "prices", "value", "amount"))
_NUMERIC = ("decimal", "integer", "smallint", "bigint", "tinyint", "double", "real")
_WHOLE = ("integer", "smallint", "bigint", "tinyint")
_MOST_SMALL = {"tinyint": 127, "smallint": 32_767, "integer": 2**31 - 1}
_MEASURED = frozenset("kg g t lb l ml km m cm mm mile °C sqm sqft % GB MB TB".split())
_OF_AGE = ("age", "birth_date")


def apply_range(draft: Draft, quantity: Range) -> bool:
    """The numbers of a column lie between ``least`` and ``most``, with the skew that is told.

    Without such a column, the table that the words name, else the likeliest, gets one."""
    if _counted(draft, quantity):
        return True
    quantity = _of_rows(draft, quantity)
    place = _last_told(draft, quantity) or _priced(draft, quantity)
    place = place or find_number(draft, quantity, quantity.subject, quantity.column)
    if place is None:
        return False
    table, column = place.table, place.column
    is_table = draft.table(f"{quantity.subject} {quantity.column}") is table
    if column is None and (is_table or quantity.column in _WORDS_FOR_MONEY):
        column = _money_of(table)
        if column is None and not is_said(quantity.subject, quantity):
            table, column = _money_nearby(draft, place)
    if column is not None and is_keyed(table, column["name"]):
        return False
    if column is None:
        column = _new(draft, table, quantity)
        if column is None:
            return False
    if column.get("generator", {}).get("kind") == "person" and column["generator"]["field"] in (
        _OF_AGE
    ):
        return _aged(draft, table, column, quantity)
    if "date" in column["type"] or "time" in column["type"]:
        return False
    if quantity.column == "duration" and _lasting(draft, table, column, quantity):
        return True
    quantity = _with_earlier(column, quantity)
    _fit(column, quantity)
    old = column.get("generator")
    column["generator"] = number_of(quantity, column["type"].split("(")[0])
    column.pop("unique", None)
    _leave_out(draft, column, old)
    least = "" if quantity.least is None else f"{quantity.least:g}"
    most = "" if quantity.most is None else f"{quantity.most:g}"
    skew = f", skewed {quantity.skew}" if quantity.skew in ("low", "high") else ""
    unit = f" {quantity.unit}" if quantity.unit else ""
    centre = quantity.mean if quantity.median is None else quantity.median
    what = "mean" if quantity.median is None else "median"
    law = "" if centre is None else f", {what} {centre:g}"
    reason = f"{least} to {most}{unit}{skew}{law}" if least or most else f"about {centre or 0:g}"
    draft.decide(f"{table['name']}.{column['name']}", reason, "prompt", quantity.words)
    if _is_money(quantity):
        _currency(draft, quantity)
    return True


def _counted(draft: Draft, quantity: Range) -> bool:
    """Whether the number is of rows: ``a flight has 60 to 180 passengers`` where those are rows."""
    parent = draft.table(quantity.subject) if quantity.subject else None
    child = draft.table(quantity.column)
    ends = (quantity.least, quantity.most)
    if parent is None or child is None or parent is child or quantity.unit or None in ends:
        return False
    if key_of(child["name"]) != key_of(quantity.column) or any(e != int(e or 0) for e in ends if e):
        return False
    if exact_column(draft, parent, quantity.column) is not None:
        return False
    counted = Cardinality(
        words=quantity.words,
        parent=quantity.subject,
        child=quantity.column,
        least=int(quantity.least or 0),
        most=int(quantity.most or 0),
        mean=quantity.mean,
    )
    return apply_cardinality(draft, counted)


def _of_rows(draft: Draft, quantity: Range) -> Range:
    """Money that is told of rows is their amount: ``loans between 1,000 and 50,000 EUR``."""
    table = draft.table(quantity.column) if quantity.column else None
    subject = draft.table(quantity.subject) if quantity.subject else None
    if table is None or table is subject or not _is_money(quantity):
        return quantity
    if key_of(table["name"]) != key_of(quantity.column):
        return quantity
    if subject is not None and exact_column(draft, subject, quantity.column) is not None:
        return quantity
    return quantity.model_copy(update={"subject": quantity.column, "column": "amount"})


def _last_told(draft: Draft, quantity: Range) -> Place | None:
    """The number told before, where only "value" says which one is meant."""
    if quantity.column != "value" or is_said("value", quantity):
        return None
    for decision in reversed(draft.decisions):
        words = decision.words
        if words is None or not 0 < quantity.words.start - words.start < 120:
            continue
        for table in draft.tables:
            for column in table["columns"]:
                if decision.subject == f"{table['name']}.{column['name']}" and "_told" in column:
                    return Place(table, column)
    return None


def _priced(draft: Draft, quantity: Range) -> Place | None:
    """The price of what "costs" so much; a column for what it cost itself is not meant."""
    table = draft.table(quantity.subject)
    if table is None or not re.search(r"\bcost(s|ing)?\b(?! of)", quantity.words.text):
        return None
    if quantity.column != "cost":
        return None
    price = next((c for c in table["columns"] if "price" in c["name"].split("_")), None)
    own = next((c for c in table["columns"] if c["name"] == "cost"), None)
    if price is None:
        return None
    if own is not None and own.get("generator", {}).get("kind") == "expression":
        table["columns"].remove(own)
    return Place(table, price)


def _lasting(draft: Draft, table: Plain, column: Plain, quantity: Range) -> bool:
    """The end of rows that last so long follows from their start and the told duration."""
    unit = {"second": "seconds", "minute": "minutes", "hour": "hours", "day": "days",
            "night": "days", "week": "weeks"}.get(quantity.unit or "")  # fmt: skip
    later = next(
        (c for c in table["columns"] if c.get("generator", {}).get("kind") == "after"
         and any(c["generator"]["column"] == start["name"] for start in table["columns"])), None,
    )  # fmt: skip
    if unit is None or later is None or column.get("generator"):
        return False
    column["generator"] = number_of(quantity, "integer")
    column["type"] = "integer"
    start = later["generator"]["column"]
    sql = f"{start} + to_{unit}({column['name']})"
    later["generator"] = {"kind": "expression", "sql": f"CAST({sql} AS {later['type']})"}
    reason = f"{quantity.least or 0:g} to {quantity.most or 0:g} {unit} after {start}"
    draft.decide(f"{table['name']}.{later['name']}", reason, "prompt", quantity.words)
    return True


def _with_earlier(column: Plain, quantity: Range) -> Range:
    """With what was told before of the same number: "28 to 120, normally around 52"."""
    earlier = column.get("_told", {})
    fields = {
        name: earlier[name]
        for name in ("least", "most", "unit", "mean", "median", "skew", "deviation")
        if getattr(quantity, name) is None and earlier.get(name) is not None
    }
    told = quantity.model_copy(update=fields)
    column["_told"] = told.model_dump()
    return told


def _money_of(table: Plain) -> Plain | None:
    for word in _MONEY:
        for column in table["columns"]:
            if word in column["name"].split("_") and not is_keyed(table, column["name"]):
                found: Plain = column
                return found
    return None


def _money_nearby(draft: Draft, place: Place) -> tuple[Plain, Plain | None]:
    """Where the text names only money: the first table with a price, from the place on."""
    tables = [place.table, *(table for table in draft.tables if table is not place.table)]
    for table in tables:
        column = _money_of(table)
        if column is not None:
            return table, column
    return place.table, None


def _new(draft: Draft, table: Plain, quantity: Range) -> Plain | None:
    known = known_to(draft, table, quantity.column)
    name = known.name if known else name_for(table, quantity.subject, quantity.column, draft)
    if not name or not name[0].isalpha() or any(c["name"] == name for c in table["columns"]):
        return None
    born = _of_person(table, "birth_date")
    if name == "age" and born is not None:
        column: Plain = {"name": name, "type": "smallint"}
        column["generator"] = {**born["generator"], "field": "age"}
    elif known is not None:
        column = {"name": name, "type": known.type}
    else:
        column = {"name": name, "type": _type_of(name, table["name"], quantity)}
    table["columns"].append(column)
    return column


def _of_person(table: Plain, field: str) -> Plain | None:
    for column in table["columns"]:
        generator = column.get("generator", {})
        if generator.get("kind") == "person" and generator.get("field") == field:
            found: Plain = column
            return found
    return None


def _type_of(name: str, table: str, quantity: Range) -> str:
    if _is_money(quantity):
        return "decimal(12,2)"
    if quantity.unit in _MEASURED or not _is_whole(quantity):
        return "decimal(10,2)"
    kind, _ = guess(name, table)
    return kind if kind.split("(")[0] in _NUMERIC else "integer"


def _fit(column: Plain, quantity: Range) -> None:
    """The type holds the numbers: with decimals where they have some, wide enough for the most."""
    kind = column["type"].split("(")[0]
    ends = [end for end in (quantity.least, quantity.most, quantity.mean) if end is not None]
    largest = max(map(abs, ends), default=0.0)
    if kind not in _NUMERIC:
        column["type"] = "decimal(12,2)" if not _is_whole(quantity) else "integer"
    elif kind in _WHOLE and not _is_whole(quantity):
        column["type"] = "decimal(12,2)"
    elif kind in _MOST_SMALL and largest * 2 > _MOST_SMALL[kind]:
        column["type"] = "integer" if largest < 2**30 else "bigint"
    sized = re.fullmatch(r"decimal\((\d+),\s*(\d+)\)", column["type"])
    if sized and largest >= 10 ** (int(sized[1]) - int(sized[2])):
        column["type"] = "decimal(18,2)"
    if sized and int(sized[2]) == 0 and not _is_whole(quantity):
        column["type"] = "decimal(12,2)"


def _is_money(quantity: Range) -> bool:
    return quantity.unit is not None and _CURRENCY.fullmatch(quantity.unit) is not None


def _is_whole(quantity: Range) -> bool:
    ends = (quantity.least, quantity.most)
    if re.search(r"\d\.\d{1,2}(?!\d)", quantity.words.text):
        return False
    return all(end is None or end == int(end) for end in ends)


def _leave_out(draft: Draft, column: Plain, old: Plain | None) -> None:
    """Columns of parents that only bounded what the number was before are of no more use."""
    if old is None or old.get("kind") != "expression":
        return
    word = column["name"].split("_")[-1]
    for parent, name in re.findall(r"\b([a-z_]+)\.([a-z_]+)\b", old["sql"]):
        other = next((each for each in draft.tables if each["name"] == parent), None)
        if other is None or word not in name.split("_") or is_keyed(other, name):
            continue
        rest = [c for each in draft.tables for c in each["columns"] if c["name"] != name]
        if not re.search(rf"\b{name}\b", str([each.get("generator") for each in rest])):
            other["columns"] = [c for c in other["columns"] if c["name"] != name]


def _aged(draft: Draft, table: Plain, column: Plain, quantity: Range) -> bool:
    ages = {"min_age": quantity.least, "max_age": quantity.most}
    told = {name: int(age) for name, age in ages.items() if age is not None and 0 <= age <= 120}
    told.setdefault("min_age", min(18, told.get("max_age", 18)))
    told.setdefault("max_age", max(90, told["min_age"]))
    if told["min_age"] > told["max_age"]:
        return False
    for each in table["columns"]:
        generator = each.get("generator", {})
        if generator.get("kind") == "person" and generator.get("field") in _OF_AGE:
            each["generator"] = {**generator, **told}
    _centre_age(table, quantity)
    reason = f"{told['min_age']} to {told['max_age']} years"
    draft.decide(f"{table['name']}.{column['name']}", reason, "prompt", quantity.words)
    return True


def _centre_age(table: Plain, quantity: Range) -> None:
    """With a mean or skew the age is drawn, and the date of birth follows from it."""
    if (quantity.mean, quantity.median, quantity.skew) == (None, None, None):
        return
    born = _of_person(table, "birth_date")
    aged = _of_person(table, "age")
    key = table["primary_key"][0]
    if aged is None:
        aged = {"name": "age", "type": "smallint"}
        table["columns"].append(aged)
    if born is not None:
        at = born["generator"].get("at", "2026-01-01")
        sql = (
            f"CAST(DATE '{at}' - to_years(CAST(age AS INTEGER)) AS DATE)"
            f" - CAST(hash({key}) % 364 AS INTEGER)"
        )
        born["generator"] = {"kind": "expression", "sql": sql}
    aged["generator"] = number_of(quantity, "smallint")


def _currency(draft: Draft, quantity: Range) -> None:
    for each in draft.tables:
        for column in each["columns"]:
            if column["name"] in ("currency", "currency_code"):
                column["generator"] = {"kind": "choice", "values": [quantity.unit]}
                column["type"] = "char(3)"
                subject = f"{each['name']}.{column['name']}"
                draft.decide(subject, f"{quantity.unit} throughout", "prompt", quantity.words)
