"""Ranges of numbers with their skew, and the currency that they are in."""

from __future__ import annotations

import math
import re

from agents.planner.draft import Draft, Plain, is_keyed
from agents.planner.naming import snake
from agents.quantities.quantity import Range

_CURRENCY = re.compile(r"[A-Z]{3}")
_MONEY = ("price", "cost", "amount", "total", "fee", "salary", "value", "unit_price")


def apply_range(draft: Draft, quantity: Range) -> bool:
    """The numbers of a column lie between ``least`` and ``most``, with the skew that is told."""
    table = draft.table(quantity.subject)
    if table is None:
        return False
    column = draft.column(table, quantity.column)
    if column is None and (quantity.column in ("", "cost", "price") or _is_money(quantity)):
        column = next(
            (c for c in table["columns"] if any(word in c["name"] for word in _MONEY)), None
        )
    if column is not None and is_keyed(table, column["name"]):
        return False
    if column is None:
        name = snake(quantity.column)
        if not name:
            return False
        kind = "decimal(12,2)" if _is_money(quantity) or not _is_whole(quantity) else "integer"
        column = {"name": name, "type": kind}
        table["columns"].append(column)
    if column.get("generator", {}).get("kind") == "person" and column["generator"]["field"] in (
        "age",
        "birth_date",
    ):
        return _aged(draft, table, column, quantity)
    kind = column["type"].split("(")[0]
    if kind not in ("decimal", "integer", "smallint", "bigint", "tinyint", "double", "real"):
        column["type"] = "decimal(12,2)"
    elif kind in ("smallint", "tinyint") and max(quantity.most or 0, quantity.mean or 0) > 100:
        column["type"] = "integer"
    column["generator"] = number_of(quantity, column["type"].split("(")[0])
    least = "" if quantity.least is None else f"{quantity.least:g}"
    most = "" if quantity.most is None else f"{quantity.most:g}"
    skew = f", skewed {quantity.skew}" if quantity.skew in ("low", "high") else ""
    unit = f" {quantity.unit}" if quantity.unit else ""
    reason = f"{least} to {most}{unit}{skew}"
    draft.decide(f"{table['name']}.{column['name']}", reason, "prompt", quantity.words)
    if _is_money(quantity):
        _currency(draft, quantity)
    return True


def _is_money(quantity: Range) -> bool:
    return quantity.unit is not None and _CURRENCY.fullmatch(quantity.unit) is not None


def _is_whole(quantity: Range) -> bool:
    ends = (quantity.least, quantity.most)
    return all(end is None or end == int(end) for end in ends)


def _aged(draft: Draft, table: Plain, column: Plain, quantity: Range) -> bool:
    ages = {"min_age": quantity.least, "max_age": quantity.most}
    for each in table["columns"]:
        generator = each.get("generator", {})
        if generator.get("kind") == "person" and generator.get("field") in ("age", "birth_date"):
            told = {name: int(age) for name, age in ages.items() if age is not None}
            each["generator"] = {**generator, **told}
    reason = f"{quantity.least or 18:g} to {quantity.most or 90:g} years"
    draft.decide(f"{table['name']}.{column['name']}", reason, "prompt", quantity.words)
    return True


def _currency(draft: Draft, quantity: Range) -> None:
    for each in draft.tables:
        for column in each["columns"]:
            if column["name"] in ("currency", "currency_code"):
                column["generator"] = {"kind": "choice", "values": [quantity.unit]}
                column["type"] = "char(3)"
                subject = f"{each['name']}.{column['name']}"
                draft.decide(subject, f"{quantity.unit} throughout", "prompt", quantity.words)


def number_of(quantity: Range, kind: str) -> Plain:
    """The generator of numbers in the range, whole ones for whole types."""
    low, high = quantity.least, quantity.most
    whole = kind in ("integer", "smallint", "bigint", "tinyint")
    step: Plain = {"step": 1} if whole else {}
    centre = quantity.median if quantity.median is not None else quantity.mean
    if low is not None and high is not None and low > high:
        low, high = high, low
    if centre is not None and quantity.skew is None:
        spread = quantity.deviation
        if spread is None:
            ends = [abs(centre - end) for end in (low, high) if end is not None]
            spread = min(ends) / 2 if ends and min(ends) > 0 else max(abs(centre) / 4, 0.01)
        bounds = {n: e for n, e in (("min", low), ("max", high)) if e is not None}
        if not bounds and centre > 0:
            bounds = {"min": 0}
        return {"kind": "normal", "mean": centre, "std": spread, **bounds, **step}
    if low is None and high is None:
        return {"kind": "integer"} if whole else {"kind": "decimal"}
    low = min(0.0, high) if low is None and high is not None else (low or 0.0)
    high = max(low * 5, low + 10) if high is None else high
    if low == high:
        return {"kind": "integer" if whole else "decimal", "min": _end(low), "max": _end(high)}
    if quantity.skew == "low" and low > 0 and not whole:
        middle = math.exp(math.log(low) + 0.35 * math.log(high / low))
        spread = math.log(high / low) / 4
        mu = (centre and math.log(centre)) or math.log(middle)
        return {"kind": "lognormal", "mu": round(mu, 6), "sigma": round(spread, 6),
                "min": low, "max": high}  # fmt: skip
    if quantity.skew in ("low", "high"):
        share = 0.15 if quantity.skew == "low" else 0.85
        mode = low + share * (high - low)
        return {"kind": "triangular", "left": low, "mode": mode, "right": high,
                "min": low, "max": high, **step}  # fmt: skip
    if quantity.skew == "middle" or quantity.distribution == "normal":
        return {"kind": "normal", "mean": (low + high) / 2, "std": (high - low) / 6,
                "min": low, "max": high, **step}  # fmt: skip
    if whole:
        return {"kind": "integer", "min": math.ceil(low), "max": math.floor(high)}
    return {"kind": "decimal" if kind == "decimal" else "float", "min": low, "max": high}


def _end(value: float) -> float | int:
    return int(value) if value == int(value) else value
