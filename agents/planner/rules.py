"""Rules between states: what rows in one state are, have or lack."""

from __future__ import annotations

import re

from agents.planner.categories import later, quoted, settle, value_of, values_of
from agents.planner.draft import Draft, Plain, is_keyed, key_to
from agents.planner.finding import exact_column
from agents.planner.moments import first_moment, moment_of
from agents.planner.naming import singular, snake
from agents.planner.states import is_state
from agents.quantities.quantity import Rule

_PARTICIPLES = {"refund": "refunded", "return": "returned", "pay": "paid", "cancel": "cancelled"}
_TEMPORAL = ("date", "timestamp", "timestamptz")
_NUMBERS = ("decimal", "integer", "smallint", "bigint", "double", "real", "tinyint")
_MONEY = frozenset("fee fees charge charges price cost costs discount penalty interest".split())
USUAL_DELAY = 14
"""Days after its first moment at which a row comes into a state that nothing else dates."""


def apply_condition(draft: Draft, quantity: Rule) -> bool:
    """Rows of the subject that are ``when`` are or have ``then``, or with ``negated`` are not or
    have not: in a column, a child's status, or the number of children. False where nothing can say
    so; a rule is never applied the other way around."""
    table = draft.table(quantity.subject)
    condition = _condition(table, quantity.when) if table is not None else None
    if table is None or condition is None:
        return False
    then = snake(quantity.then)
    if not quantity.has and not is_state(then.split("_")[-1]) and not quantity.negated:
        return False
    if quantity.value is not None:
        return _number(draft, table, condition, quantity)
    if quantity.has:
        return _having(draft, table, condition, quantity)
    then = then.split("_")[-1]
    if not then.isalpha():
        return False
    return _in_child(draft, table, condition, then, quantity) or _in_row(
        draft, table, condition, _PARTICIPLES.get(then, then), quantity
    )


def _condition(table: Plain, state: str) -> str | None:
    """The state as SQL over the columns of the table."""
    name = snake(state)
    bare = name.removeprefix("not_").removeprefix("non_")
    sign = "NOT " if bare != name else ""
    for column in table["columns"]:
        value = value_of(column, bare)
        if value is not None and not is_keyed(table, column["name"]):
            return f"{sign}({column['name']} = {quoted(value)})"
    for column in table["columns"]:
        if column["type"] == "boolean" and bare in column["name"].split("_"):
            return f"{sign}{column['name']}"
    return None


def _number(draft: Draft, table: Plain, condition: str, quantity: Rule) -> bool:
    column = exact_column(draft, table, quantity.then) or draft.column(table, quantity.then)
    value = 0.0 if quantity.value is None else quantity.value
    if column is None or column["type"].split("(")[0] not in _NUMBERS or quantity.negated:
        return False
    made = column.get("generator", {})
    if made.get("kind") in ("aggregate", "running") or is_keyed(table, column["name"]):
        return False
    if made.get("kind") == "expression":
        sql = f"CASE WHEN {condition} THEN {value:g} ELSE ({made['sql']}) END"
        column["generator"] = {"kind": "expression", "sql": sql}
    else:
        shown = int(value) if value == int(value) else value
        use = {"kind": "choice", "values": [shown]}
        column["generator"] = _where(condition, use, made)
    column.pop("unique", None)
    _tell(draft, f"{table['name']}.{column['name']}", f"{value:g} where {condition}", quantity)
    return True


def _having(draft: Draft, table: Plain, condition: str, quantity: Rule) -> bool:
    noun = quantity.then
    column = exact_column(draft, table, noun) or moment_of(draft, table, noun)
    child = draft.table(noun)
    if column is None and child is not None and child is not table:
        return quantity.negated and _childless(draft, table, child, condition, quantity)
    if column is None and quantity.negated and snake(noun) in _MONEY:
        column = draft.column(table, noun)
    if column is not None and column["type"].split("(")[0] in _NUMBERS:
        free = quantity.model_copy(update={"negated": False, "value": 0.0, "then": column["name"]})
        return quantity.negated and not quantity.only and _number(draft, table, condition, free)
    if column is None:
        column = _dated(table, noun, quantity)
    if column is None or column["type"] not in _TEMPORAL:
        return column is not None and not column.get("nullable") and not quantity.negated
    return _moment_where(draft, table, column, condition, quantity)


def _dated(table: Plain, noun: str, quantity: Rule) -> Plain | None:
    """A new moment for a date that only some rows have."""
    if quantity.negated or not re.search(r"\bdates?\b|\btime\b", quantity.words.text):
        return None
    stem = _PARTICIPLES.get(snake(noun).split("_")[-1], snake(noun).split("_")[-1])
    if first_moment(table) is None:
        return None
    column: Plain = {"name": f"{stem}_at", "type": "timestamp", "generator": {}}
    table["columns"].append(column)
    return column


def _moment_where(
    draft: Draft, table: Plain, column: Plain, condition: str, quantity: Rule
) -> bool:
    """The moment is there in rows that meet the condition, or is not there in them."""
    made = column.get("generator", {})
    begun = first_moment(table)
    if made.get("kind") == "after" and "." not in made["column"]:
        sql = later(table, column)
    elif made.get("kind") == "expression":
        sql = made["sql"]
    elif begun is not None and begun is not column:
        sql = f"CAST({begun['name']} + INTERVAL {USUAL_DELAY} DAY AS {column['type']})"
    else:
        return False
    if quantity.negated:
        sql = f"CASE WHEN {condition} THEN NULL ELSE {sql} END"
    else:
        there = sql
        if made.get("kind") == "expression" and begun is not None and begun is not column:
            usual = f"CAST({begun['name']} + INTERVAL {USUAL_DELAY} DAY AS {column['type']})"
            there = f"coalesce({sql}, {usual})"
        rest = "" if quantity.only or made.get("kind") != "expression" else f" ELSE {sql}"
        sql = f"CASE WHEN {condition} THEN {there}{rest} END"
    column["generator"] = {"kind": "expression", "sql": sql}
    column["nullable"] = True
    column.pop("null_rate", None)
    column.pop("unique", None)
    word = "not where" if quantity.negated else "where"
    _tell(draft, f"{table['name']}.{column['name']}", f"{word} {condition}", quantity)
    return True


def _childless(draft: Draft, table: Plain, child: Plain, condition: str, quantity: Rule) -> bool:
    """Rows that meet the condition have no rows of the child table."""
    key = key_to(child, table["name"])
    holder = next((c for c in table["columns"] if f"({c['name']} = " in condition), None)
    if key is None or holder is None or condition.startswith("NOT"):
        return False
    counted = child.get("per_parent")
    if counted is None or counted["columns"] != key["columns"] or counted.get("by"):
        return False
    settle(table, holder)
    holder["generator"]["exact"] = True
    value = value_of(holder, snake(quantity.when))
    none = {"kind": "integer", "min": 0, "max": 0}
    counted["by"] = {"column": holder["name"], "counts": {str(value): none}}
    where = f"{child['name']} -> {table['name']}"
    _tell(draft, where, f"none where {condition}", quantity)
    return True


def _in_row(draft: Draft, table: Plain, condition: str, state: str, quantity: Rule) -> bool:
    """A flag or a moment of the row that says the state."""
    names = (state, f"is_{state}", f"{state}_at", f"{state}_on", f"{state}_date")
    column = next((c for c in table["columns"] if c["name"] in names), None)
    where = f"{'not ' if quantity.negated else ''}where {condition}"
    if column is not None and column["type"] in _TEMPORAL:
        return _moment_where(draft, table, column, condition, quantity)
    if column is not None and column["type"] == "boolean":
        use = {"kind": "boolean", "true_rate": 0.0 if quantity.negated else 1.0}
        made = {k: v for k, v in column["generator"].items() if k != "exact"}
        column["generator"] = _where(condition, use, made)
        _tell(draft, f"{table['name']}.{column['name']}", where, quantity)
        return True
    if quantity.negated or column is not None:
        return quantity.negated and column is None and _is_other_state(table, condition, state)
    moment = first_moment(table)
    if moment is None:
        made = {"name": f"is_{state}", "type": "boolean"}
        made["generator"] = {"kind": "expression", "sql": condition}
    else:
        later_on = f"CAST({moment['name']} AS TIMESTAMP) + INTERVAL {USUAL_DELAY} DAY"
        made = {"name": f"{state}_at", "type": "timestamp", "nullable": True}
        sql = f"CASE WHEN {condition} THEN {later_on} END"
        made["generator"] = {"kind": "expression", "sql": sql}
    table["columns"].append(made)
    _tell(draft, f"{table['name']}.{made['name']}", where, quantity)
    return True


def _is_other_state(table: Plain, condition: str, state: str) -> bool:
    """Whether the same column says both states, so that no row is in both."""
    for column in table["columns"]:
        if f"({column['name']} = " in condition and value_of(column, state) is not None:
            return quoted(value_of(column, state)) not in condition
    return False


def _in_child(draft: Draft, table: Plain, condition: str, then: str, quantity: Rule) -> bool:
    for child in draft.tables:
        if not any(k["references"] == table["name"] for k in child.get("foreign_keys", [])):
            continue
        column = next((c for c in child["columns"] if value_of(c, then) is not None), None)
        if column is None or column["generator"]["kind"] != "choice":
            continue
        value = value_of(column, then)
        generator = {key: v for key, v in column["generator"].items() if key != "exact"}
        weights = generator.get("weights") or [1.0] * len(values_of(column))
        pairs = zip(generator["values"], weights, strict=True)
        rest = [(v, w) for v, w in pairs if v != value and w > 0]
        if not rest:
            continue
        others = {"kind": "choice", "values": [v for v, _ in rest], "weights": [w for _, w in rest]}
        met = re.sub(
            r"^(NOT )?\(?", lambda found: f"{found[0]}{table['name']}.", condition, count=1
        )
        use, otherwise = {"kind": "choice", "values": [value]}, others
        if quantity.negated:
            use, otherwise = others, generator
        column["generator"] = _where(met, use, otherwise)
        where = f"{child['name']}.{column['name']}"
        word = "not " if quantity.negated else ""
        reason = f"{word}{value} where the {singular(table['name'])}'s {condition}"
        _tell(draft, where, reason, quantity)
        return True
    return False


def _where(condition: str, use: Plain, otherwise: Plain) -> Plain:
    if otherwise.get("kind") == "conditional":
        cases = [{"when": condition, "use": use}, *otherwise["cases"]]
        return {**otherwise, "cases": cases}
    otherwise = {key: value for key, value in otherwise.items() if key != "exact"}
    return {"kind": "conditional", "cases": [{"when": condition, "use": use}],
            "otherwise": otherwise}  # fmt: skip


def _tell(draft: Draft, where: str, reason: str, quantity: Rule) -> None:
    draft.decide(where, reason, "prompt", quantity.words)
