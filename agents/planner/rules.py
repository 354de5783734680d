"""Rules between states: rows that are in one are also in the other."""

from __future__ import annotations

from agents.planner.categories import quoted, value_of
from agents.planner.draft import Draft, Plain
from agents.planner.naming import singular, snake
from agents.quantities.quantity import Rule

_PARTICIPLES = {"refund": "refunded", "return": "returned", "pay": "paid", "cancel": "cancelled"}


def apply_condition(draft: Draft, quantity: Rule) -> bool:
    """Rows of the subject that are ``when`` are also ``then``, in a column or a child's status."""
    table = draft.table(quantity.subject)
    if table is None:
        return False
    state, then = snake(quantity.when), snake(quantity.then).split("_")[-1]
    holder = next((c for c in table["columns"] if value_of(c, state) is not None), None)
    if holder is None or not then.isalpha():
        return False
    condition = f"{holder['name']} = {quoted(value_of(holder, state))}"
    if _in_child(draft, table, condition, then, quantity):
        return True
    stem = _PARTICIPLES.get(then, then)
    name = f"{stem}_at"
    if any(column["name"] in (name, f"is_{stem}") for column in table["columns"]):
        return False
    moment = next((c for c in table["columns"] if c["type"] in ("timestamp", "date")), None)
    if moment is None:
        made: Plain = {"name": f"is_{stem}", "type": "boolean"}
        made["generator"] = {"kind": "expression", "sql": condition}
    else:
        sql = (
            f"CASE WHEN {condition} THEN CAST({moment['name']} AS TIMESTAMP) + INTERVAL 14 DAY END"
        )
        made = {"name": name, "type": "timestamp", "nullable": True}
        made["generator"] = {"kind": "expression", "sql": sql}
    table["columns"].append(made)
    where = f"{table['name']}.{made['name']}"
    draft.decide(where, f"where {condition}", "prompt", quantity.words)
    return True


def _in_child(draft: Draft, table: Plain, condition: str, then: str, quantity: Rule) -> bool:
    for child in draft.tables:
        keys = child.get("foreign_keys", [])
        if not any(key["references"] == table["name"] for key in keys):
            continue
        column = next((c for c in child["columns"] if value_of(c, then) is not None), None)
        if column is None or column["generator"]["kind"] != "choice":
            continue
        value = value_of(column, then)
        generator = {key: v for key, v in column["generator"].items() if key != "exact"}
        pairs = zip(
            generator["values"],
            generator.get("weights") or [1.0] * len(generator["values"]),
            strict=True,
        )
        rest = [(v, w) for v, w in pairs if v != value and w > 0]
        if not rest:
            continue
        others = {
            "kind": "choice",
            "values": [v for v, _ in rest],
            "weights": [w for _, w in rest],
        }
        column["generator"] = {
            "kind": "conditional",
            "cases": [
                {
                    "when": f"{table['name']}.{condition}",
                    "use": {"kind": "choice", "values": [value]},
                }
            ],
            "otherwise": others,
        }
        where = f"{child['name']}.{column['name']}"
        reason = f"{value} where the {singular(table['name'])}'s {condition}"
        draft.decide(where, reason, "prompt", quantity.words)
        return True
    return False
