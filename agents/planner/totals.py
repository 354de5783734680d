"""Tables that count per parent and are to have a stated number of rows in all."""

from __future__ import annotations

import math
from collections.abc import Iterator
from random import Random
from typing import Any

from agents.planner.draft import Draft, Plain
from agents.planner.guessing import guess_for_type
from assets.schema.cardinality import MAX_CHILDREN, Counts, counts_of, total_children

_TRIES = 300
_PARTS = 128
"""Parts of a parent by which weights are changed where whole parents are too coarse: the blocks
of parents round their shares at different places."""

_MOST_PARENTS = 20
"""Parents become at most so many times the stated rows, where the usual count is mostly 0."""


def settle_totals(draft: Draft) -> set[str]:
    """Gives every table that counts per parent the rows that are stated of it, exactly.

    Parents whose number is not stated become as many as it takes; else the counts get the mean,
    within the ends that are told. The names of the tables for which there is no such count, so that
    what the text says of them cannot all be true."""
    missed = set()
    stated = {name for name, table in _by_name(draft).items() if _stated(table)}
    for table in _parents_first(draft):
        rows = table.get("_rows")
        if rows is None:
            continue
        if "per_parent" not in table:
            table["rows"] = rows
            continue
        parent = _parent_of(draft, table)
        if parent is None:
            continue
        counts = _counts(table["per_parent"]["count"])
        if parent["name"] not in stated and "per_parent" not in parent:
            mean = _mean(counts) or 1.0
            parent["rows"] = max(1, min(round(rows / mean), rows * _MOST_PARENTS))
            stated.add(parent["name"])
        parents = total_of(draft, parent)
        made = _count_for(rows, parents, counts, bounded=bool(table.get("_counted")))
        if made is not None:
            table["per_parent"] = {**table["per_parent"], "count": made}
        elif table.get("_counted"):
            missed.add(table["name"])
        else:
            _count_alone(draft, table, rows)
    return missed


def total_of(draft: Draft, table: Plain) -> int:
    """How many rows a table has."""
    if "per_parent" not in table:
        return int(table.get("_rows") or table.get("rows", 1_000))
    parent = _parent_of(draft, table)
    if parent is None:
        return 1_000
    return total_children(total_of(draft, parent), _counts(table["per_parent"]["count"]))


def _by_name(draft: Draft) -> dict[str, Plain]:
    return {table["name"]: table for table in draft.tables}


def _stated(table: Plain) -> bool:
    return table.get("_rows") is not None or "_kept" in table


def _parent_of(draft: Draft, table: Plain) -> Plain | None:
    wanted = table["per_parent"]["columns"]
    for key in table.get("foreign_keys", []):
        if key["columns"] == wanted and key["references"] != table["name"]:
            return draft.named(key["references"])
    return None


def _parents_first(draft: Draft) -> Iterator[Plain]:
    done: set[str] = set()

    def walk(table: Plain, path: tuple[str, ...]) -> Iterator[Plain]:
        if table["name"] in done or table["name"] in path:
            return
        parent = _parent_of(draft, table) if "per_parent" in table else None
        if parent is not None:
            yield from walk(parent, (*path, table["name"]))
        done.add(table["name"])
        yield table

    for table in draft.tables:
        yield from walk(table, ())


def _counts(count: Plain) -> Counts:
    from pydantic import TypeAdapter

    from assets.schema.generators import Generator

    adapter: TypeAdapter[Any] = TypeAdapter(Generator)
    return counts_of(adapter.validate_python(count))


def _mean(counts: Counts) -> float:
    whole = sum(counts.shares)
    return sum(v * s for v, s in zip(counts.values, counts.shares, strict=True)) / whole


def _count_for(rows: int, parents: int, counts: Counts, *, bounded: bool) -> Plain | None:
    """A count like ``counts`` of which ``parents`` parents have ``rows`` children in all."""
    mean = rows / parents
    values = list(counts.values)
    if bounded and not values[0] <= mean <= values[-1]:
        return None
    if not bounded and not values[0] * 1.15 < mean < values[-1] * 0.85:
        values = _scaled(values, mean / (_mean(counts) or 1.0), mean)
    if values[-1] > MAX_CHILDREN:
        return None
    shares = dict(zip(counts.values, counts.shares, strict=True))
    base = [shares.get(value, 1.0) for value in values] if len(values) > 1 else [1.0]
    if values != list(counts.values):
        base = [1.0] * len(values)
    return _exact(rows, parents, values, base)


def _scaled(values: list[int], factor: float, mean: float) -> list[int]:
    """The counts times a factor: a few of them, from the least to the most."""
    least, most = math.floor(values[0] * factor), math.ceil(values[-1] * factor)
    least, most = min(least, math.floor(mean)), max(most, math.ceil(mean), 1)
    step = max(1, (most - least) // 24)
    near = {math.floor(mean), math.ceil(mean), least, most}
    return sorted({*range(least, most + 1, step), *near})


def _exact(rows: int, parents: int, values: list[int], base: list[float]) -> Plain | None:
    if len(values) == 1:
        return {"kind": "choice", "values": values} if values[0] * parents == rows else None
    shares = _with_mean(values, base, rows / parents)
    draw = Random(rows)
    for parts in (1, _PARTS):
        held = _apportioned(parents * parts, shares)
        _even_out(held, values, rows * parts)
        made = _searched(held, values, rows, parents, draw)
        if made is not None:
            return made
    return None


def _searched(
    held: list[int], values: list[int], rows: int, parents: int, draw: Random
) -> Plain | None:
    """The count with these weights, changed little by little until its total is right."""
    best = held
    nearest = rows - _total(held, values, parents)
    for _ in range(_TRIES):
        if nearest == 0:
            kept = [(v, float(n)) for v, n in zip(values, best, strict=True) if n > 0]
            return {"kind": "choice", "values": [v for v, _ in kept],
                    "weights": [n for _, n in kept]}  # fmt: skip
        tried = _changed(best, nearest, sum(best) // parents, draw)
        missing = rows - _total(tried, values, parents)
        if abs(missing) <= abs(nearest):
            best, nearest = tried, missing
    return None


def _total(held: list[int], values: list[int], parents: int) -> int:
    kept = [(v, n) for v, n in zip(values, held, strict=True) if n > 0]
    found = Counts(tuple(v for v, _ in kept), tuple(float(n) for _, n in kept))
    return total_children(parents, found)


def _changed(held: list[int], missing: int, parts: int, draw: Random) -> list[int]:
    """Weights in which some parents have the count of a neighbour."""
    up = (missing > 0) == (draw.random() < 0.9)
    places = [
        (place, place + (1 if up else -1) * draw.choice((1, 1, 2)))
        for place, number in enumerate(held)
        if number > 0
    ]
    places = [(place, other) for place, other in places if 0 <= other < len(held)]
    if not places:
        return held
    place, other = draw.choice(places)
    number = min(held[place], draw.randint(1, max(1, parts * min(abs(missing), 40))))
    made = list(held)
    made[place] -= number
    made[other] += number
    return made


def _with_mean(values: list[int], base: list[float], mean: float) -> list[float]:
    from agents.planner.distributing import tilted

    points = [float(value) for value in values]
    if not points[0] < mean < points[-1]:
        return [float(point == mean) for point in points]
    weights = tilted(points, base, mean)
    whole = sum(weights)
    return [weight / whole for weight in weights]


def _apportioned(parents: int, shares: list[float]) -> list[int]:
    """So many parents for each share: the largest remainders are rounded up."""
    exact = [share * parents for share in shares]
    held = [math.floor(each) for each in exact]
    by_rest = sorted(range(len(held)), key=lambda place: held[place] - exact[place])
    for place in by_rest[: parents - sum(held)]:
        held[place] += 1
    return held


def _even_out(held: list[int], values: list[int], rows: int) -> None:
    """Moves parents between neighbouring counts until they have ``rows`` children in all."""
    for _ in range(_TRIES):
        missing = rows - sum(v * n for v, n in zip(values, held, strict=True))
        step = 1 if missing > 0 else -1
        moves = [
            (held[place], abs(values[place + step] - values[place]), place)
            for place in range(len(values))
            if 0 <= place + step < len(values) and held[place] > 0
        ]
        moves = [move for move in moves if move[1] <= abs(missing)]
        if not moves:
            return
        number, size, place = max(moves)
        number = max(1, min(abs(missing) // size, number // 2))
        held[place] -= number
        held[place + step] += number


def _count_alone(draft: Draft, table: Plain, rows: int) -> None:
    """Rows that are not counted per parent: what knows its siblings or is a sum of rows, no more
    does."""
    del table["per_parent"]
    table["rows"] = rows
    for each in draft.tables:
        for column in each["columns"]:
            generator = column.get("generator", {})
            kind = generator.get("kind")
            if each is table and kind == "position":
                column["generator"] = {"kind": "sequence"}
            elif each is table and kind == "events":
                column["generator"] = {"kind": "after", "column": generator["column"],
                                       "delay": generator["gap"],
                                       "unit": generator.get("unit", "minutes")}  # fmt: skip
            elif (each is table and kind in ("running", "session")) or (
                kind == "aggregate" and generator["table"] == table["name"]
            ):
                column["generator"] = guess_for_type(column["type"]) or {"kind": "decimal"}
