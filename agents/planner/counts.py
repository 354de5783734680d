"""How many rows there are: row counts, children of each parent, shares of parents with children."""

from __future__ import annotations

import math
import re
from typing import Any

from agents.outline import OutlineReference
from agents.planner.building import add_key
from agents.planner.draft import Draft, Plain, key_to
from agents.planner.naming import singular, snake
from agents.quantities.quantity import Cardinality, RowCount, Share

MOST_OPEN = 5
"""How many times the least an open end (``at least 2``) reaches, and at least to 5."""


_VERBS = {
    "bought": "purchase", "made": "purchase", "wrote": "review", "written": "review",
    "paid": "payment", "sold": "sale", "lent": "loan", "rated": "rating",
}  # fmt: skip
_ALIKE = {
    "purchase": ("order",), "order": ("purchase",), "review": ("rating",), "rating": ("review",),
}  # fmt: skip


def apply_row_count(draft: Draft, quantity: RowCount) -> bool:
    """So many rows, of every table without a count of its own where no subject is told;
    ``settle_totals`` makes counts per parent agree."""
    if quantity.rows < 1:
        return False
    if not quantity.subject:
        for each in draft.tables:
            each.setdefault("_rows", quantity.rows)
        draft.decide("", f"{quantity.rows:,} rows in each table", "prompt", quantity.words)
        return True
    table = draft.table(quantity.subject)
    if table is None:
        return False
    table["_rows"] = quantity.rows
    draft.decide(table["name"], f"{quantity.rows:,} rows", "prompt", quantity.words)
    return True


def apply_cardinality(draft: Draft, quantity: Cardinality) -> bool:
    """Each parent has ``least`` to ``most`` children, as most often or on average as told."""
    parent, child = draft.table(quantity.parent), draft.table(quantity.child)
    if parent is not None and (child is None or child is parent):
        child = _part(draft, parent, quantity.child)
    if parent is None or child is None or parent is child:
        return False
    child = _between(draft, parent, child) or child
    key = own_key(draft, parent, child)
    if key is None:
        return False
    child["per_parent"] = {"columns": key["columns"], "count": count_of(quantity)}
    child["_counted"] = True
    child.pop("rows", None)
    most = f" to {quantity.most}" if quantity.most is not None else " or more"
    reason = f"each of {parent['name']} has {quantity.least}{most}"
    draft.decide(f"{child['name']} -> {parent['name']}", reason, "prompt", quantity.words)
    return True


def apply_child_share(draft: Draft, quantity: Share) -> bool:
    """That share of the parents has children, the others have none."""
    parent = draft.table(quantity.subject)
    child = draft.table(quantity.child or "") or _named_by_verb(draft, quantity.child or "")
    if parent is None or child is None or parent is child or not 0 < quantity.share <= 1:
        return False
    child = _linking(draft, parent, child) or child
    key = own_key(draft, parent, child)
    if key is None:
        return False
    usual = child.get("per_parent", {}).get("count") or {
        "kind": "choice",
        "values": [1, 2, 3],
        "weights": [70, 20, 10],
    }
    child["per_parent"] = {
        "columns": key["columns"],
        "count": with_none(_positive(usual), 1 - quantity.share),
    }
    child["_counted"] = True
    child.pop("rows", None)
    reason = f"{quantity.share:.3g} of {parent['name']} have any"
    draft.decide(f"{child['name']} -> {parent['name']}", reason, "prompt", quantity.words)
    return True


def _named_by_verb(draft: Draft, word: str) -> Plain | None:
    """The rows that a verb makes: "never ordered anything" has no orders."""
    word = _VERBS.get(word, word)
    stem = re.sub(r"(?:t?ed|en)$", "", snake(word))
    for each in (stem, *_ALIKE.get(stem, ())):
        found = [t for t in draft.tables if len(each) > 3 and t["name"].startswith(each)]
        if len(found) == 1:
            return found[0]
    return None


def _linking(draft: Draft, parent: Plain, other: Plain) -> Plain | None:
    """The table whose rows join the two, where no row of the other belongs to one parent: loans,
    of members who borrow books."""
    if key_to(other, parent["name"]) is not None:
        return None
    both = (
        table
        for table in draft.tables
        if key_to(table, parent["name"]) is not None and key_to(table, other["name"]) is not None
    )
    return next(both, None)


def _part(draft: Draft, parent: Plain, word: str) -> Plain | None:
    """The rows of a parent that a word ends the name of: of orders, the items are order items."""
    ends = (
        table
        for table in draft.tables
        if singular(table["name"]).endswith(f"_{singular(snake(word))}")
        and key_to(table, parent["name"]) is not None
    )
    return next(ends, None)


def _between(draft: Draft, parent: Plain, child: Plain) -> Plain | None:
    """The table that links two others, of which neither refers to the other: its rows are what
    the parent has several of."""
    ends = {parent["name"], child["name"]}
    if any(key["references"] in ends for t in (parent, child) for key in t.get("foreign_keys", [])):
        return None
    links = (
        table
        for table in draft.tables
        if ends <= {key["references"] for key in table.get("foreign_keys", [])}
    )
    return next(links, None)


def own_key(draft: Draft, parent: Plain, child: Plain) -> Plain | None:
    """The key by which rows of the child can be counted per row of the parent."""
    if len(parent["primary_key"]) != 1:
        return None
    key = key_to(child, parent["name"])
    if key is None:
        if reaches(draft, parent, child["name"]):
            return None
        reference = OutlineReference(table=parent["name"])
        key = add_key(child, parent, reference, None)
    key.pop("pick", None)
    key.pop("null_rate", None)
    for column in child["columns"]:
        if column["name"] in key["columns"]:
            column.pop("nullable", None)
    return key


def reaches(draft: Draft, table: Plain, wanted: str) -> bool:
    """Whether a table is another, or refers to it, itself or by those it refers to."""
    seen, todo = set[str](), [table["name"]]
    while todo:
        name = todo.pop()
        if name == wanted:
            return True
        if name not in seen:
            seen.add(name)
            todo += [key["references"] for key in draft.named(name).get("foreign_keys", [])]
    return False


def count_of(quantity: Cardinality) -> Plain:
    """The generator of the count of children."""
    least = quantity.least
    mean, often = quantity.mean, quantity.most_often
    most = quantity.most
    if most is None:
        most = max(MOST_OPEN, least * 3, math.ceil((mean or 0) * 3), (often or 0) * 3)
    most = min(max(most, least), 100_000)
    if least == most:
        return {"kind": "integer", "min": least, "max": most}
    if mean is not None and least < mean < most:
        return _with_mean(least, most, mean, often)
    if often is not None and least <= often <= most:
        return _peaked(least, most, often)
    return {"kind": "integer", "min": least, "max": most}


def _values(least: int, most: int) -> list[int]:
    step = max(1, (most - least) // 400)
    found = list(range(least, most + 1, step))
    return found if found[-1] == most else [*found, most]


def _peaked(least: int, most: int, often: int) -> Plain:
    values = _values(least, most)
    if often not in values:
        values = sorted([*values, often])
    width = max((most - least) / 4, 1.0)
    weights = [round(100 * math.exp(-abs(value - often) / width), 6) for value in values]
    return {"kind": "choice", "values": values, "weights": [max(w, 1e-6) for w in weights]}


def _with_mean(least: int, most: int, mean: float, often: int | None) -> Plain:
    """Weights that fall or rise by a steady factor (the least surprising law of that mean)."""
    values = _values(least, most)
    base = [1.0] * len(values)
    if often is not None and often in values:
        base = [4.0 if value == often else 1.0 for value in values]
    low, high = -50.0, 50.0
    weights = base
    for _ in range(80):
        tilt = (low + high) / 2
        scaled = [tilt * (value - least) / (most - least) for value in values]
        top = max(scaled)
        weights = [b * math.exp(s - top) for b, s in zip(base, scaled, strict=True)]
        got = sum(v * w for v, w in zip(values, weights, strict=True)) / sum(weights)
        low, high = (tilt, high) if got < mean else (low, tilt)
    return {"kind": "choice", "values": values, "weights": [round(w, 9) for w in weights]}


def _positive(count: Plain) -> Plain:
    """The same count without its zeros."""
    from pydantic import TypeAdapter

    from assets.schema.cardinality import counts_of
    from assets.schema.generators import Generator

    adapter: TypeAdapter[Any] = TypeAdapter(Generator)
    found = counts_of(adapter.validate_python(count))
    kept = [(v, s) for v, s in zip(found.values, found.shares, strict=True) if v > 0]
    if not kept:
        kept = [(1, 1.0)]
    values, shares = zip(*kept, strict=True)
    return {"kind": "choice", "values": list(values), "weights": list(shares)}


def with_none(count: Plain, share: float) -> Plain:
    """A count (a choice without 0) of which ``share`` is 0."""
    whole = sum(count["weights"])
    weights = [share, *((1 - share) * weight / whole for weight in count["weights"])]
    if share <= 0:
        return count
    return {"kind": "choice", "values": [0, *count["values"]], "weights": weights}
