"""The checks of a table: kept as conditions, and turned into limits that its generators keep."""

from __future__ import annotations

from dataclasses import dataclass, field

from assets.intake.ddl.catalog import Catalog, RawCheck, RawTable
from assets.intake.ddl.conditions import Condition, UntranslatableError, understand
from assets.intake.ddl.types import Typed
from assets.intake.limits import Limits
from assets.schema.generators import Expression, Generator
from assets.schema.table import Check
from assets.schema.types import ColumnType


@dataclass(slots=True)
class Rules:
    """``checks`` to keep, ``limits`` of single columns, and the generators of columns that are
    ``decided`` by more than their name: larger than another one, or spread over partitions."""

    checks: list[Check] = field(default_factory=list)
    limits: dict[str, Limits] = field(default_factory=dict)
    decided: dict[str, Generator] = field(default_factory=dict)


def read_rules(
    table: RawTable, types: dict[str, Typed], keyed: set[str], catalog: Catalog
) -> Rules:
    """All that the table's checks, enums and domains demand. Notes what cannot be kept."""
    rules = Rules()
    plain = {name: typed.type for name, typed in types.items()}
    for check in table.checks:
        _add(check, "", table, plain, keyed, rules, catalog)
    for name, typed in types.items():
        for check in typed.checks:
            _add(check, name, table, plain, keyed, rules, catalog)
        if typed.values and not typed.type.is_array:
            listed = ", ".join("'" + value.replace("'", "''") + "'" for value in typed.values)
            quoted = '"' + name.replace('"', '""') + '"'
            _keep(f"{quoted} IN ({listed})", "", rules)
    return rules


def _add(
    check: RawCheck,
    value_of: str,
    table: RawTable,
    types: dict[str, ColumnType],
    keyed: set[str],
    rules: Rules,
    catalog: Catalog,
) -> None:
    where = f"{table.name}.{value_of}" if value_of else table.name
    short = " ".join(check.sql.split())[:80]
    what = f"CHECK ({short})"
    try:
        condition = understand(check.sql, catalog.dialect, types, value_of)
    except UntranslatableError as error:
        catalog.warn(where, what, f"left out: {error}")
        return
    _keep(condition.sql, check.name, rules)
    generated = {column.name for column in table.columns if column.generated}
    bound = [name for name in condition.limits if name in keyed or name in generated]
    for name, limits in condition.limits.items():
        rules.limits[name] = rules.limits.get(name, Limits()).and_(limits)
    unmet = not condition.understood or bool(bound)
    for larger, smaller, strict in condition.ordered:
        taken = {larger, smaller} & (keyed | generated)
        if taken or not _order(larger, smaller, strict, types, rules, condition):
            unmet = True
    if unmet:
        catalog.warn(where, what, "kept as a check, but the generators do not aim at it")


def _keep(sql: str, name: str, rules: Rules) -> None:
    if len(sql) <= 2_000 and not any(check.sql == sql for check in rules.checks):
        if any(mark in sql for mark in (";", "--", "/*")):
            return
        rules.checks.append(Check(sql=sql, name=name[:120]))


def _order(
    larger: str,
    smaller: str,
    strict: bool,
    types: dict[str, ColumnType],
    rules: Rules,
    condition: Condition,
) -> bool:
    """Makes the larger column a few days or units more than the smaller; False when it cannot."""
    high, low = types[larger], types[smaller]
    if larger in rules.decided or larger in condition.limits or high.is_array or low.is_array:
        return False
    if _reads(smaller, larger, rules) or high.kind != low.kind:
        return False
    quoted = '"' + smaller.replace('"', '""') + '"'
    least = 1 if strict else 0
    match high.kind:
        case "date":
            sql = f"{quoted} + CAST({least} + dayofyear({quoted}) % 30 AS INTEGER)"
        case "timestamp" | "timestamptz":
            sql = f"{quoted} + to_hours(CAST({least} + dayofyear({quoted}) % 100 AS INTEGER))"
        case _:
            return _split_numbers(larger, smaller, high, low, rules)
    fallback = {"date": "DATE '2020-01-01'"}.get(high.kind, f"{high.kind.upper()} '2020-01-01'")
    rules.decided[larger] = Expression(sql=f"coalesce({sql}, {fallback})")
    return True


def _reads(column: str, other: str, rules: Rules) -> bool:
    """Whether the column's expression leads back to the other."""
    seen: set[str] = set()
    todo = [column]
    while todo:
        current = todo.pop()
        if current == other:
            return True
        made = rules.decided.get(current)
        if current not in seen and isinstance(made, Expression):
            seen.add(current)
            todo += [name for name in [*rules.decided, other] if f'"{name}"' in made.sql]
    return False


def _split_numbers(
    larger: str, smaller: str, high: ColumnType, low: ColumnType, rules: Rules
) -> bool:
    """Numbers below and above one middle."""
    if not (high.is_numeric and low.is_numeric):
        return False
    limits = rules.limits.get(larger, Limits()), rules.limits.get(smaller, Limits())
    bottom = next((x.low for x in limits if isinstance(x.low, int | float)), 0)
    top = next((x.high for x in limits if isinstance(x.high, int | float)), bottom + 2_000)
    digits = (high.precision or 38) - high.scale if high.kind == "decimal" else 4
    top = min(top, bottom + 10 ** min(digits, 4) - 1)
    top = min(top, 100) if high.kind == "tinyint" else top
    middle = int((bottom + top) / 2)
    if not bottom < middle < top:
        return False
    over = Limits(low=middle, low_open=True, high=top)
    rules.limits[larger] = rules.limits.get(larger, Limits()).and_(over)
    rules.limits[smaller] = rules.limits.get(smaller, Limits()).and_(
        Limits(low=bottom, high=middle)
    )
    return True
