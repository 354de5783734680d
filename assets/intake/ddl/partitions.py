"""Tables that say part of what they are elsewhere: partitions, LIKE and INHERITS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from assets.errors import IntakeError
from assets.intake.ddl.catalog import Bounds, Catalog, RawTable
from assets.intake.ddl.conditions import moment
from assets.intake.ddl.text import at_line
from assets.intake.limits import Limits
from assets.intake.result import counted
from assets.schema.names import shown

Point = int | float | date | datetime | str


def copy_likes(catalog: Catalog, where: str) -> None:
    """Writes out the columns of LIKE and INHERITS. Raises IntakeError for an unknown source."""
    for table in catalog.tables:
        for schema, name, whole in table.like:
            source = _source(catalog, table, schema, name, where, "LIKE")
            _copy_columns(source, table)
            if whole:
                table.primary_key = table.primary_key or source.primary_key
                table.uniques += source.uniques
                table.checks += source.checks
        for schema, name in table.inherits:
            source = _source(catalog, table, schema, name, where, "INHERITS")
            _copy_columns(source, table)
            table.checks += source.checks
            catalog.warn(
                table.name,
                f"INHERITS ({name})",
                f"its columns are written out; its rows are not rows of {name}",
            )
        table.like, table.inherits = [], []


def _source(
    catalog: Catalog, table: RawTable, schema: str, name: str, where: str, how: str
) -> RawTable:
    source = catalog.find(schema, name)
    if source is None or source is table:
        raise IntakeError(
            f"{table.name} takes its columns from {shown(name)} ({how}), which does not exist",
            where=at_line(where, table.line),
            repair="create that table first",
        )
    return source


def _copy_columns(source: RawTable, table: RawTable) -> None:
    inherited = [replace(column) for column in source.columns if table.column(column.name) is None]
    table.columns = [*inherited, *table.columns]


def fold_partitions(catalog: Catalog, where: str) -> dict[tuple[str, str], Limits]:
    """Takes the partitions out of the catalog and gives what they declare to their parents.

    Returns the limits that their bounds set: of (table's key, column). Raises IntakeError for a
    partition of nothing.
    """
    children: dict[str, list[RawTable]] = {}
    roots: dict[str, RawTable] = {}
    for table in catalog.tables:
        if table.partition_of is None:
            continue
        root = _root(catalog, table, where)
        roots[identity(root)] = root
        children.setdefault(identity(root), []).append(table)
    limits: dict[tuple[str, str], Limits] = {}
    for key, root in roots.items():
        parts = children[key]
        for part in parts:
            _lift(part, root)
        _note(root, parts, catalog)
        found = _bounds(root, parts, catalog)
        if found is not None:
            limits[(key, found[0])] = found[1]
    catalog.tables = [table for table in catalog.tables if table.partition_of is None]
    return limits


def identity(table: RawTable) -> str:
    """A table's schema and name as one key."""
    return f"{table.schema}.{table.name}"


def _root(catalog: Catalog, table: RawTable, where: str) -> RawTable:
    seen, current = {id(table)}, table
    while current.partition_of is not None:
        parent = catalog.find(*current.partition_of)
        if parent is None or id(parent) in seen:
            raise IntakeError(
                f"{current.name} is a partition of {shown(current.partition_of[1])}, which does "
                f"not exist",
                where=at_line(where, current.line),
                repair="create that table first",
            )
        seen.add(id(parent))
        current = parent
    return current


def _lift(part: RawTable, root: RawTable) -> None:
    """Keys and checks of one partition hold for its rows: they are kept for all of them."""
    for key in part.foreign_keys:
        same = (key.columns, key.table, key.targets)
        if not any((k.columns, k.table, k.targets) == same for k in root.foreign_keys):
            root.foreign_keys.append(replace(key, name=key.name.replace(part.name, root.name)))
    for check in part.checks:
        if not any(c.sql == check.sql for c in root.checks):
            root.checks.append(replace(check, name=check.name.replace(part.name, root.name)))
    for column in part.columns:
        own = root.column(column.name)
        if own is not None and not column.nullable:
            own.nullable = False


def _note(root: RawTable, parts: list[RawTable], catalog: Catalog) -> None:
    names = [part.name for part in parts]
    shown_names = names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"
    keys = sum(len(part.foreign_keys) for part in parts)
    lifted = (
        f"; {keys} foreign keys of single partitions are kept once, for all of its rows"
        if keys
        else ""
    )
    catalog.warn(
        root.name,
        f"{counted(len(parts), 'partition')} ({shown_names})",
        f"filled through {root.name}, not tables of their own{lifted}",
    )
    unique = [part.name for part in parts if part.uniques]
    if unique:
        catalog.warn(
            root.name,
            f"unique constraints of {len(unique)} partitions",
            "hold inside a partition only, left out",
        )


def _bounds(root: RawTable, parts: list[RawTable], catalog: Catalog) -> tuple[str, Limits] | None:
    """The column by which the table is divided, and the values for which a partition exists."""
    bounds = [part.bounds for part in parts if part.bounds is not None]
    if root.partition_by is None or any(one.kind in ("hash", "default") for one in bounds):
        return None
    columns = root.partition_by[1]
    if len(columns) != 1 or not bounds:
        catalog.warn(root.name, "the bounds of its partitions", "on several columns, not followed")
        return None
    if all(one.kind == "list" for one in bounds):
        values = [_point(value) for one in bounds for value in one.values if value]
        kept = tuple(str(v) if isinstance(v, date) else v for v in values)
        return columns[0], Limits(values=tuple(dict.fromkeys(kept)))
    return _ranges(root, columns[0], bounds, catalog)


def _ranges(
    root: RawTable, column: str, bounds: list[Bounds], catalog: Catalog
) -> tuple[str, Limits] | None:
    spans = [
        (_point(one.low[0]) if one.low[0] else None, _point(one.high[0]) if one.high[0] else None)
        for one in bounds
        if len(one.low) == 1 and len(one.high) == 1
    ]
    points = [point for span in spans for point in span if point is not None]
    kinds = {_family(point) for point in points}
    if len(spans) != len(bounds) or len(kinds) > 1 or "text" in kinds:
        catalog.warn(root.name, "the bounds of its partitions", "not understood, not followed")
        return None
    order = _ordering(kinds)
    spans.sort(key=lambda span: (span[0] is not None, order(span[0]) if span[0] is not None else 0))
    stretches = [spans[0]]
    for low, high in spans[1:]:
        last = stretches[-1]
        if last[1] is not None and low is not None and order(low) == order(last[1]):
            stretches[-1] = (last[0], high)
        else:
            stretches.append((low, high))
    chosen = max(stretches, key=lambda span: _width(span, order))
    if len(stretches) > 1:
        catalog.warn(
            f"{root.name}.{column}",
            f"its partitions leave {counted(len(stretches) - 1, 'gap')}",
            f"values are made from {chosen[0]} up to {chosen[1]} only",
        )
    low, high = chosen
    return column, Limits(
        low=low if not isinstance(low, str) else None,
        high=high if not isinstance(high, str) else None,
        high_open=high is not None,
    )


def _point(text: str) -> Point:
    number = text.lstrip("-")
    if number.isdigit() and len(number) < 19:
        return int(text)
    return moment(text) or text


def _family(point: Point) -> str:
    if isinstance(point, int | float):
        return "number"
    return "time" if isinstance(point, date) else "text"


def _ordering(kinds: set[str]) -> Callable[[Point], float]:
    if kinds == {"number"}:
        return lambda point: float(point) if isinstance(point, int | float) else 0.0
    return _seconds


def _seconds(point: Point) -> float:
    if isinstance(point, datetime):
        start = datetime(1970, 1, 1)  # noqa: DTZ001  # both are UTC without saying so
        return (point - start).total_seconds()
    return point.toordinal() * 86_400.0 - 62_135_683_200.0 if isinstance(point, date) else 0.0


def _width(span: tuple[Point | None, Point | None], order: Callable[[Point], float]) -> float:
    low, high = span
    return float("inf") if low is None or high is None else order(high) - order(low)
