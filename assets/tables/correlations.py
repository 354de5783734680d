"""Correlated columns: a Gaussian copula, drawn from each row's own counters.

Each column has standard normal numbers from its own stream; the factor of the correlation matrix
mixes them into correlated ones, whose shares pick the values. So marginal distributions stay as
they are, and a row needs no other row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import trunc

import numpy as np
import yaml

from assets.schema.correlations import Correlation
from assets.schema.exactness import is_exact
from assets.schema.generators import Choice
from assets.schema.repairs.edits import Edit, Repair, Steps, removing
from assets.schema.table import Table
from assets.tables.correlation_matrices import (
    factor,
    least_eigenvalue,
    nearest_ranks,
)
from assets.tables.derived.base import Derived
from assets.tables.generators.base import Floats, OrderedSource
from assets.tables.generators.distributions.base import inside, special
from assets.tables.randomness import Rows, Stream
from assets.tables.rank_correlations import Scale
from assets.tables.slots import RowSet, Slot, ValueSlot

_CLOSE = 1e-6  # of what ties allow and what is asked for

_ENDS = np.array([0.0, 1.0 - 2.0**-53])


@dataclass(frozen=True)
class Refusal:
    """Why the columns of a table cannot be correlated as asked."""

    column: str
    text: str
    repair: str
    repairs: tuple[Repair, ...] = ()


def correlate(
    table: Table, slots: Mapping[str, Slot], derived: Mapping[str, Derived]
) -> list[Refusal]:
    """Gives the slots of correlated columns their assignments. Returns what stands in the way."""
    refusals, taken = list[Refusal](), set[str]()
    for place, correlation in enumerate(table.correlations):
        at = ("tables", table.name, "correlations", place)
        names = correlation.names
        found = [
            refusal
            for name in names
            if (refusal := _refusal(table, name, slots, derived, taken)) is not None
        ]
        taken |= set(names)
        if not found:
            scale = Scale([_source(slots, name) for name in names])
            ranks = np.array(correlation.coefficients)
            normal = scale.normal(ranks)
            found = _out_of_reach(correlation, ranks, scale, at)
            if not found and (least := least_eigenvalue(normal)) < 0:
                found.append(_contradiction(correlation, least, nearest_ranks(ranks, scale), at))
            if not found:
                _assign(names, slots, factor(normal))
        alone = removing("do not correlate them", *at)
        refusals += [replace(each, repairs=(*each.repairs, alone)) for each in found]
    return refusals


class Normals:
    """The standard normal number of each row."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def __call__(self, rows: Rows) -> Floats:
        return np.asarray(special().ndtri(inside(self._stream.uniform(rows))), dtype=np.float64)


class Correlated:
    """The index of each row of one column, by a mixture of normal numbers of several.

    The sum is taken number by number, not as a product of matrices, whose last digits would depend
    on how many rows there are.
    """

    def __init__(
        self, index_of: Callable[[Floats], Rows], parts: list[tuple[float, Normals]]
    ) -> None:
        self._index_of, self._parts = index_of, parts

    def __call__(self, rows: RowSet) -> Rows:
        mixed = np.zeros(len(rows.numbers))
        for weight, normals in self._parts:
            mixed += weight * rows.once(normals)
        return self._index_of(inside(special().ndtr(mixed)))


def _assign(names: list[str], slots: Mapping[str, Slot], rows: list[list[float]]) -> None:
    normals = {name: Normals(slots[name].stream) for name in names}
    for name, row in zip(names, rows, strict=True):
        parts = [
            (weight, normals[other])
            for weight, other in zip(row, names, strict=False)
            if weight != 0.0
        ]
        if parts != [(1.0, normals[name])]:
            slots[name].assignment = Correlated(_source(slots, name).index_of, parts)


def _refusal(
    table: Table,
    name: str,
    slots: Mapping[str, Slot],
    derived: Mapping[str, Derived],
    taken: set[str],
) -> Refusal | None:
    generator, slot = table.column(name).generator, slots.get(name)
    kind = generator.kind if generator is not None else ""
    if name in taken:
        text, repair = "is in two correlations", "put all of their columns into one"
    elif any(name in names for names in table.unique_sets):
        text = "is in a key or unique, so that its values cannot be drawn along with others"
        repair = "drop the constraint, or leave the column out of the correlation"
    elif any(target.column == name for target in table.targets):
        text = "has a target, to which its values are adjusted, and is correlated"
        repair = "leave out the target or the correlation"
    elif name in derived:
        text = f"follows from other columns ({kind}), and is correlated"
        repair = "correlate those, or give this one a generator of its own"
    elif is_exact(generator):
        text = "has exact counts, so that its values cannot be drawn along with others"
        repair = "set exact: false, or leave the column out of the correlation"
    elif not isinstance(slot, ValueSlot):
        text = "is in a foreign key, whose values have no order"
        repair = "leave the column out of the correlation"
    elif not isinstance(source := slot.sources[name], OrderedSource):
        text = f"is correlated, and the values of {kind} have no order"
        repair = "leave the column out, or use numbers, dates, times, booleans or an ordered choice"
        if isinstance(generator, Choice):
            repair = "set ordered: true, with the values from the least to the greatest"
            path = ("tables", table.name, "columns", name, "generator", "ordered")
            ordered = Repair("order the values as they stand", (Edit(path, True),))
            return Refusal(name, text, repair, (ordered,))
    elif source.at_share(_ENDS)[0] == source.at_share(_ENDS)[1]:
        text = "has one value alone, which varies with nothing"
        repair = "widen the generator, or leave the column out of the correlation"
    else:
        return None
    return Refusal(name, text, repair)


def _out_of_reach(
    correlation: Correlation, ranks: Floats, scale: Scale, at: Steps
) -> list[Refusal]:
    """Pairs that ties among equal values keep from being correlated so much."""
    found, names = [], correlation.names
    for (one, other), pair in scale.pairs.items():
        wish = ranks[one, other]
        if not pair.least - _CLOSE <= wish <= pair.most + _CLOSE:
            limit = pair.most if wish > 0 else pair.least
            text = (
                f"has a rank correlation of {wish:g} with {names[one]}, and ties among their equal "
                f"values allow {pair.least:.3f} to {pair.most:.3f}"
            )
            near = trunc(limit * 1_000) / 1_000
            repair = f"set it to {near:g}, or give them more values"
            edits = tuple(
                replace(e, path=(*at, *e.path)) for e in _set(correlation, one, other, near)
            )
            offer = Repair(f"set it to {near:g}", edits)
            found.append(Refusal(names[other], text, repair, (offer,)))
    return found


def _set(correlation: Correlation, one: int, other: int, value: float) -> Iterator[Edit]:
    """Another coefficient of two of the columns."""
    if correlation.pairs is None:
        for path in ((one, other), (other, one)):
            yield Edit(("matrix", *path), value)
        return
    names = correlation.names[one], correlation.names[other]
    for here, there in (names, names[::-1]):
        if there in correlation.pairs.get(here, {}):
            yield Edit(("pairs", here, there), value)


def _contradiction(correlation: Correlation, least: float, offered: Floats, at: Steps) -> Refusal:
    """``offered`` are rank correlations that can be, in place of those of the correlation."""
    names = correlation.names
    text = (
        f"no numbers have these correlations of {', '.join(names)}: the least eigenvalue of their "
        f"matrix is {least:.3g}, below 0"
    )
    nearest = offered.tolist()
    if correlation.pairs is None:
        matrix = Repair("use the nearest matrix", (Edit((*at, "matrix"), nearest),))
        repair = f"use matrix: {_written(nearest)}, the nearest that can be"
        return Refusal("", text, repair, (matrix,))
    pairs = {
        one: {
            other: nearest[row][column]
            for column, other in enumerate(names)
            if column > row and nearest[row][column] != 0
        }
        for row, one in enumerate(names)
    }
    kept = {one: others for one, others in pairs.items() if others}
    closest = Repair("use the nearest correlations", (Edit((*at, "pairs"), kept),))
    repair = f"use pairs: {_written(kept)}, the nearest that can be"
    return Refusal("", text, repair, (closest,))


def _source(slots: Mapping[str, Slot], name: str) -> OrderedSource:
    slot = slots[name]
    assert isinstance(slot, ValueSlot)
    source = slot.sources[name]
    assert isinstance(source, OrderedSource)
    return source


def _written(data: object) -> str:
    """The data as one line of YAML."""
    text: str = yaml.safe_dump(
        data, default_flow_style=True, width=10**9, allow_unicode=True, sort_keys=False
    )
    return text.strip()
