"""Every quantity of a reading, applied to a draft in the order in which they build on another."""

from __future__ import annotations

from collections.abc import Callable

from agents.knowledge.word_forms import key_of
from agents.planner.categories import apply_split
from agents.planner.counts import apply_cardinality, apply_child_share, apply_row_count
from agents.planner.draft import Draft, is_keyed
from agents.planner.finding import note_mentions
from agents.planner.intervals import apply_interval
from agents.planner.moments import apply_order, apply_rhythm, apply_window
from agents.planner.naming import singular
from agents.planner.ranges import apply_range
from agents.planner.rules import apply_condition
from agents.planner.shares import apply_share
from agents.planner.totals import settle_totals
from agents.quantities import quantity as kinds
from agents.quantities.quantity import Quantity, Reading

_BUYERS = frozenset(("buyer", "purchaser", "shopper"))
_ORDER: tuple[type, ...] = (
    kinds.Place,
    kinds.RowCount,
    kinds.Cardinality,
    kinds.Range,
    kinds.Split,
    kinds.Share,
    kinds.Unique,
    kinds.Rule,
    kinds.Window,
    kinds.Interval,
    kinds.Rhythm,
)


def apply_reading(draft: Draft, reading: Reading) -> None:
    """Makes the quantities true in the draft. ``draft.used`` are those that were, in the order of
    the text; the words of the others are added to ``draft.unread``."""
    note_mentions(draft, reading)
    unread = list(reading.not_understood)
    used = []
    for quantity in sorted(reading.quantities, key=lambda each: _ORDER.index(type(each))):
        if _apply(draft, quantity):
            used.append(quantity)
        else:
            unread.append(quantity.words)
    if not any("_kept" in table for table in draft.tables):  # what is there stays as it is
        for rule in _implied(reading):
            apply_order(draft, rule)
    missed = settle_totals(draft)
    for quantity in [q for q in used if isinstance(q, kinds.RowCount)]:
        table = draft.table(quantity.subject)
        if table is not None and table["name"] in missed:
            used.remove(quantity)
            unread.append(quantity.words)
    draft.used += sorted(used, key=lambda each: each.words.start)
    draft.unread += sorted(unread, key=lambda words: words.start)
    for table in draft.tables:
        for mark in ("_rows", "_counted", "_kept"):
            table.pop(mark, None)
        for column in table["columns"]:
            column.pop("_fixed", None)
            column.pop("_told", None)


def _implied(reading: Reading) -> list[kinds.Rule]:
    """What buyers write or give back comes after what they bought was delivered."""
    told = [q for q in reading.quantities if isinstance(q, kinds.Rule) and q.form == "order"]
    return [
        kinds.Rule(
            words=quantity.words,
            form="order",
            subject=quantity.child,
            when="delivery",
            then=f"{singular(quantity.child)} date",
        )
        for quantity in reading.quantities
        if isinstance(quantity, kinds.Share)
        and quantity.child
        and key_of(quantity.subject) in _BUYERS
        and not any(key_of(rule.subject) == key_of(quantity.child) for rule in told)
    ]


def _apply(draft: Draft, quantity: Quantity) -> bool:
    match quantity:
        case kinds.Place():
            return _place(draft, quantity)
        case kinds.RowCount():
            return apply_row_count(draft, quantity)
        case kinds.Cardinality():
            return apply_cardinality(draft, quantity)
        case kinds.Share():
            of_children: Callable[..., bool] = apply_child_share
            return (of_children if quantity.child else apply_share)(draft, quantity)
        case kinds.Split():
            return apply_split(draft, quantity)
        case kinds.Range():
            return apply_range(draft, quantity)
        case kinds.Unique():
            return _unique(draft, quantity)
        case kinds.Rule():
            return (apply_order if quantity.form == "order" else apply_condition)(draft, quantity)
        case kinds.Window():
            return apply_window(draft, quantity)
        case kinds.Interval():
            return apply_interval(draft, quantity)
        case kinds.Rhythm():
            return apply_rhythm(draft, quantity)


def _place(draft: Draft, quantity: kinds.Place) -> bool:
    draft.data["locale"] = quantity.locale
    draft.decide("", f"names and addresses of {quantity.country}", "prompt", quantity.words)
    return True


def _unique(draft: Draft, quantity: kinds.Unique) -> bool:
    table = draft.table(quantity.subject) if quantity.subject else None
    for each in [table] if table is not None else draft.tables:
        column = draft.column(each, quantity.column)
        if column is not None and not is_keyed(each, column["name"]):
            column["unique"] = True
            where = f"{each['name']}.{column['name']}"
            draft.decide(where, "no value twice", "prompt", quantity.words)
            return True
    return False
