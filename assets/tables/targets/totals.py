"""What the rows of each category must sum to, in whole units."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from assets.schema.repairs.edits import Edit, MendableError, Repair
from assets.schema.targets import ColumnTarget
from assets.tables.targets.units import Units


def totals(target: ColumnTarget, counts: Mapping[str, int], units: Units) -> dict[str, int]:
    """The total in units of each category that has a target.

    Raises ValueError for one that the generator's numbers cannot have.
    """
    figure = target.figure
    assert not isinstance(figure, str)
    figures = figure if isinstance(figure, dict) else dict.fromkeys(counts, figure)
    found = dict[str, int]()
    for name, number in figures.items():
        rows, what = counts[name], f"the {target.what} {number:,}"
        among = f"{rows:,} rows" + (f" where {target.by} is {name}" if target.by else "")
        if target.what == "sum":
            exact = units.of(number)
            total = int(exact.to_integral_value())
            if total != exact:
                text = f"{what} is no multiple of {units.step}, in which the column counts"
                nearest = _asking(target, name, units, total, rows)
                raise MendableError(f"{text}: use {units.shown(total)}", nearest)
        else:
            exact = units.of(number) * rows
            total = units.rounded(number, rows)
        if not rows * units.low <= exact <= rows * units.high:
            kept = rows * (units.low if exact < rows * units.low else units.high)
            nearest = _asking(target, name, units, kept, rows)
            raise MendableError(_out_of_range(target, what, among, rows, exact, units), nearest)
        found[name] = total
    return found


def totals_of_more(
    target: ColumnTarget, first: Mapping[str, int], counts: Mapping[str, int], units: Units
) -> dict[str, int]:
    """The totals in units of more rows, of which each category has so many, after ``first`` ones.

    A mean is that of these rows alone. A sum is that of the first rows, to which more rows add in
    proportion to their number; a category that no first row has then has no total.
    """
    if target.what == "mean":
        return totals(target, counts, units)
    return {
        name: round(Fraction(total * counts[name], first[name]))
        for name, total in totals(target, first, units).items()
        if first[name]
    }


def _asking(target: ColumnTarget, name: str, units: Units, total: int, rows: int) -> Repair:
    """The target with a figure that can be had."""
    exact = total * units.step / (1 if target.what == "sum" else max(rows, 1))
    number = int(exact) if exact == int(exact) else float(exact)
    path = (target.what, name) if isinstance(target.figure, dict) else (target.what,)
    return Repair(f"ask for the {target.what} {number:,}", (Edit(path, number),))


def _out_of_range(
    target: ColumnTarget, what: str, among: str, rows: int, exact: Decimal, units: Units
) -> str:
    low, high = units.shown(units.low), units.shown(units.high)
    if target.what == "sum":
        least, most = units.shown(rows * units.low), units.shown(rows * units.high)
        if not rows:
            return f"{what} is asked of {among}: leave the category out"
        mean = f"{exact * units.step / rows:,.6g}"
        return (
            f"{what} of {among} needs {mean} a row, and the generator makes {low} to {high}: "
            f"ask for {least} to {most}, or change the generator's min and max"
        )
    return (
        f"{what} of {among} is not among what the generator makes, {low} to {high}: ask for a mean "
        f"between them, or change the generator's min and max"
    )
