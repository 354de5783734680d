"""Shares of states and categories: exact counts, booleans and null rates."""

from __future__ import annotations

import difflib
import re

from agents.planner.draft import Draft, Plain, is_keyed
from agents.planner.naming import snake
from agents.quantities.quantity import Share, Split

_NULL = frozenset({"null", "missing", "empty", "unknown", "blank", "none"})


def apply_share(draft: Draft, quantity: Share) -> bool:
    """That share of the rows is in the state: as a category, a boolean, or NULL."""
    table = draft.table(quantity.subject)
    state = snake(quantity.condition)
    if table is None:
        return _null_of_column(draft, quantity)
    if not state:
        return False
    missing = re.match(r"(?:have_|has_|with_)?(?:no|without|missing|null)_(\w+)$", state)
    if missing is not None or state in _NULL:
        column = draft.column(table, missing[1]) if missing else None
        return column is not None and _null(draft, table, column, quantity)
    for column in table["columns"]:
        value = value_of(column, state)
        if value is not None and not is_keyed(table, column["name"]):
            _weigh(column, value, quantity.share)
            _tell(draft, table, column, quantity)
            return True
    for column in table["columns"]:
        words = set(column["name"].split("_"))
        if column["type"] == "boolean" and set(state.split("_")) & words:
            column["generator"] = {"kind": "boolean", "true_rate": quantity.share, "exact": True}
            column.pop("null_rate", None)
            _tell(draft, table, column, quantity)
            return True
    holder = next((c for c in table["columns"] if c["name"] in ("status", "state")), None)
    if holder is not None and _is_choice(holder) and re.fullmatch(r"[a-z]+(ed|ing|en|ive)", state):
        holder["generator"]["values"] = [*holder["generator"]["values"], state]
        weights = holder["generator"].get("weights")
        if weights:
            holder["generator"]["weights"] = [*weights, 0.0]
        _weigh(holder, state, quantity.share)
        holder["type"] = _wide(holder["type"], state)
        _tell(draft, table, holder, quantity)
        return True
    if not state.replace("_", "").isalpha() or len(state) > 40:
        return False
    flag = {
        "name": f"is_{state}",
        "type": "boolean",
        "generator": {"kind": "boolean", "true_rate": quantity.share, "exact": True},
    }
    table["columns"].append(flag)
    _tell(draft, table, flag, quantity)
    return True


def _null_of_column(draft: Draft, quantity: Share) -> bool:
    if snake(quantity.condition) not in _NULL:
        return False
    for table in draft.tables:
        column = draft.column(table, quantity.subject)
        if column is not None:
            return _null(draft, table, column, quantity)
    return False


def _null(draft: Draft, table: Plain, column: Plain, quantity: Share) -> bool:
    if is_keyed(table, column["name"]):
        return False
    column["nullable"], column["null_rate"] = True, quantity.share
    _tell(draft, table, column, quantity)
    return True


def _tell(draft: Draft, table: Plain, column: Plain, quantity: Share) -> None:
    reason = f"{quantity.share:.4g} of the rows are {quantity.condition or 'so'}"
    draft.decide(f"{table['name']}.{column['name']}", reason, "prompt", quantity.words)


def _is_choice(column: Plain) -> bool:
    found: bool = column.get("generator", {}).get("kind") in ("choice", "pool")
    return found


def value_of(column: Plain, state: str) -> object | None:
    """The category of a column that a state means: ``returned`` for ``was returned``."""
    if not _is_choice(column):
        return None
    values = column["generator"]["values"]
    by_name = {snake(str(value)): value for value in values}
    if state in by_name:
        found: object = by_name[state]
        return found
    last = state.split("_")[-1]
    if last in by_name:
        return by_name[last]  # type: ignore[no-any-return]
    near = difflib.get_close_matches(state, by_name, 1, 0.85)
    return by_name[near[0]] if near else None


def _weigh(column: Plain, value: object, share: float) -> None:
    """Gives a category its exact share; the others share the rest as before."""
    generator = column["generator"]
    values = generator["values"]
    weights = [float(w) for w in generator.get("weights") or [1.0] * len(values)]
    fixed: dict[str, float] = column.setdefault("_fixed", {})
    fixed[str(value)] = share
    rest = sum(w for v, w in zip(values, weights, strict=True) if str(v) not in fixed)
    left = max(0.0, 1.0 - sum(fixed.values()))
    made = [
        fixed[str(v)] if str(v) in fixed else (left * w / rest if rest else 0.0)
        for v, w in zip(values, weights, strict=True)
    ]
    column["generator"] = {
        "kind": "choice",
        "values": values,
        "weights": [round(weight, 9) for weight in made],
        "exact": not column.get("unique", False),
    }
    column.pop("null_rate", None)


def apply_split(draft: Draft, quantity: Split) -> bool:
    """The categories of a column with these weights, exactly."""
    table = draft.table(quantity.subject) if quantity.subject else None
    tables = [table] if table is not None else draft.tables
    names = list(quantity.weights)
    if not names or sum(quantity.weights.values()) <= 0:
        return False
    for each in tables:
        column = draft.column(each, quantity.column) if quantity.column else None
        if column is None:
            column = next(
                (
                    c
                    for c in each["columns"]
                    if any(value_of(c, snake(n)) is not None for n in names)
                ),
                None,
            )
        if column is None and quantity.column and table is not None:
            column = {"name": snake(quantity.column), "type": "varchar(40)", "generator": {}}
            each["columns"].append(column)
        if column is None or is_keyed(each, column["name"]):
            continue
        _split(column, quantity.weights)
        words = ", ".join(f"{name} {weight:g}" for name, weight in quantity.weights.items())
        subject = f"{each['name']}.{column['name']}"
        draft.decide(subject, f"weights as told: {words}", "prompt", quantity.words)
        return True
    return False


def _split(column: Plain, weights: dict[str, float]) -> None:
    numbers = all(re.fullmatch(r"-?\d+", name) for name in weights)
    old = column.get("generator", {})
    known = old.get("values", []) if old.get("kind") == "choice" else []
    total = sum(weights.values())
    pairs: list[tuple[object, float]] = []
    for name, weight in weights.items():
        value = value_of(column, snake(name)) if known else None
        kept: object = value if value is not None else (int(name) if numbers else name)
        pairs.append((kept, weight))
    rest = [value for value in known if str(value) not in {str(v) for v, _ in pairs}]
    if rest and total < 0.999:
        old_weights = dict(
            zip(map(str, known), old.get("weights") or [1] * len(known), strict=True)
        )
        whole = sum(old_weights[str(value)] for value in rest) or 1
        pairs += [(v, (1 - total) * old_weights[str(v)] / whole) for v in rest]
    if all(isinstance(value, int) for value, _ in pairs):
        pairs.sort(key=lambda pair: int(str(pair[0])))
        if column["type"].split("(")[0] in ("varchar", "text"):
            column["type"] = "integer"
    else:
        for value, _ in pairs:
            column["type"] = _wide(column["type"], str(value))
    column["generator"] = {
        "kind": "choice",
        "values": [value for value, _ in pairs],
        "weights": [round(weight, 9) for _, weight in pairs],
        "exact": not column.get("unique", False),
    }
    column.pop("null_rate", None)


def _wide(kind: str, value: str) -> str:
    sized = re.fullmatch(r"(?:var)?char\((\d+)\)", kind)
    if sized is None:
        return kind if kind == "text" else f"varchar({max(20, len(value))})"
    return f"varchar({max(int(sized[1]), len(value))})"
