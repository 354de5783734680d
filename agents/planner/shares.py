"""Shares of rows that are something, have something, or lack it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.planner.categories import rename, settle, value_of, values_of, weigh, wide
from agents.planner.counts import apply_child_share
from agents.planner.draft import Draft, Plain, is_keyed
from agents.planner.finding import exact_column, is_said, known_to, spoken_of
from agents.planner.guessing import guess
from agents.planner.naming import singular, snake
from agents.planner.states import gender_of, is_state
from agents.quantities.places import LOCALES
from agents.quantities.quantity import Share

_NULL = frozenset({"null", "missing", "empty", "unknown", "blank", "none"})
_MISSING = re.compile(r"(?:have_|has_|with_)?(?:no|without|missing|null)_(?!shows?$)(\w+)")
_PLACED = re.compile(r"(?:in|from|at|live_in|based_in)_(\w+)")


def apply_share(draft: Draft, quantity: Share) -> bool:
    """That share of the rows is in the state: as a category, a boolean, or NULL.

    A state that no column has becomes a flag (``is_delayed``), or one more of the states that the
    table's status takes."""
    state = re.sub(r"^(?:are|is|be|been|have|has)_", "", snake(quantity.condition))
    if not state:
        return False
    if quantity.has and is_state(quantity.has) and draft.table(quantity.has) is None:
        state, share = snake(quantity.has), round(1 - quantity.share, 9)
        quantity = quantity.model_copy(update={"has": None, "condition": state, "share": share})
    missing = _MISSING.fullmatch(state)
    if quantity.has or missing:
        return _apply_having(draft, quantity, quantity.has or str(missing and missing[1]))
    if state in _NULL:
        return _null_of_column(draft, quantity)
    for table, column in _holders(draft, quantity, state):
        value = value_of(column, state)
        if value is not None:
            named = rename(table, column, value, _shown(value, state))
            weigh(table, column, named, quantity.share)
        else:
            negated = state.startswith(("not_", "un", "in")) and column["name"].split("_")[-1] in (
                state.removeprefix("not_"), state[2:],
            )  # fmt: skip
            rate = 1 - quantity.share if negated else quantity.share
            column["generator"] = {"kind": "boolean", "true_rate": rate, "exact": True}
            column.pop("null_rate", None)
        _tell(draft, table, column, quantity)
        return True
    home = _home(draft, quantity)
    return home is not None and _add(draft, home, state, quantity)


def _shown(value: object, state: str) -> str:
    """The word of the text for a category that the column calls otherwise."""
    named = snake(str(value))
    if state in (named, f"was_{named}") or not is_state(state) or singular(state) == named:
        return str(value)
    if named.replace("_", "") == state.replace("_", "") or state in named or named in state:
        return str(value)
    return state.replace("_", " ")


def _home(draft: Draft, quantity: Share) -> Plain | None:
    table = draft.table(quantity.subject) if quantity.subject else None
    return table if table is not None else next(spoken_of(draft, quantity.words), None)


def _holders(draft: Draft, quantity: Share, state: str) -> Iterator[tuple[Plain, Plain]]:
    """The columns that can say the state, the likeliest first."""
    said = draft.table(quantity.subject) if quantity.subject else None
    certain = said is not None and is_said(quantity.subject, quantity)
    nearby = [t for t in spoken_of(draft, quantity.words) if t is not said and not certain]
    tables = [said, *nearby] if said is not None else nearby
    for table in tables:
        for column in table["columns"]:
            if not is_keyed(table, column["name"]) and value_of(column, state) is not None:
                yield table, column
    for table in tables:
        for column in table["columns"]:
            words = set(column["name"].split("_"))
            if column["type"] == "boolean" and set(state.split("_")) & words:
                yield table, column


def _add(draft: Draft, table: Plain, state: str, quantity: Share) -> bool:
    gender = gender_of(state)
    if gender is not None:
        known = known_to(draft, table, "gender")
        column: Plain = {"name": known.name if known else "gender", "type": "varchar(10)"}
        column["generator"] = {"kind": "choice", "values": ["female", "male"], "weights": [1, 1]}
        table["columns"].append(column)
        weigh(table, column, gender, quantity.share)
        _tell(draft, table, column, quantity)
        return True
    placed = _PLACED.fullmatch(state)
    if placed is not None:
        return _place(draft, table, placed[1], quantity)
    holder = next((c for c in table["columns"] if c["name"] in ("status", "state")), None)
    if holder is not None and values_of(holder) and is_state(state):
        settle(table, holder)
        generator = holder["generator"]
        word = state.replace("_", " ")
        weights = generator.get("weights") or [1.0] * len(generator["values"])
        holder["generator"] = {
            **generator,
            "values": [*generator["values"], word],
            "weights": [*weights, 0.0],
        }
        weigh(table, holder, word, quantity.share)
        holder["type"] = wide(holder["type"], word)
        _tell(draft, table, holder, quantity)
        return True
    if not state.replace("_", "").isalnum() or len(state) > 40 or not state[0].isalpha():
        return False
    flag = {
        "name": _flag(state),
        "type": "boolean",
        "generator": {"kind": "boolean", "true_rate": quantity.share, "exact": True},
    }
    table["columns"].append(flag)
    _tell(draft, table, flag, quantity)
    return True


def _flag(state: str) -> str:
    """The name of a flag: ``is_delayed``, of what rows do ``uses_mobile_app``."""
    if not state.startswith("does_"):
        return f"is_{singular(state)}"
    verb, _, rest = state.removeprefix("does_").partition("_")
    ends = "es" if verb.endswith(("s", "sh", "ch", "x")) else "s"
    verb = f"{verb[:-1]}ies" if re.search(r"[^aeiou]y$", verb) else f"{verb}{ends}"
    return f"{verb}_{rest}" if rest else verb


def _place(draft: Draft, table: Plain, name: str, quantity: Share) -> bool:
    """That share of the rows is from a place, named in the column for countries or cities."""
    last = name.split("_")[-1]
    country = LOCALES.get(last)
    word = "country" if country else "city"
    shown = country[1] if country else name.replace("_", " ").title()
    column = exact_column(draft, table, word)
    if column is None and country:
        column = exact_column(draft, table, "nationality")
    if column is None:
        column = {"name": word, "type": "varchar(80)"}
        table["columns"].append(column)
    column["type"] = "varchar(80)"
    if not column.get("_fixed"):
        others = ["France", "Spain", "Italy", "Poland", "United Kingdom", "Netherlands"]
        towns = ["Springfield", "Riverside", "Greenville", "Fairview", "Lakewood", "Georgetown"]
        values = [each for each in (others if country else towns) if each != shown]
        column["generator"] = {"kind": "choice", "values": values}
    generator = column["generator"]
    if shown not in generator["values"]:
        weights = generator.get("weights") or [1.0] * len(generator["values"])
        generator["values"] = [*generator["values"], shown]
        generator["weights"] = [*weights, 0.0]
    weigh(table, column, shown, quantity.share)
    _tell(draft, table, column, quantity)
    return True


def _apply_having(draft: Draft, quantity: Share, has: str) -> bool:
    """The share of rows without something: a NULL, a parent without children, or a flag."""
    table = _home(draft, quantity)
    if table is None:
        return False
    name = snake(has)
    column = exact_column(draft, table, name)
    if column is None:
        for key in table.get("foreign_keys", []):
            if snake(f"{singular(name)}_id") in key["columns"] and len(key["columns"]) == 1:
                return _null_of_key(draft, table, key, quantity)
    child = draft.table(has)
    if column is None and child is not None and child is not table:
        share = quantity.model_copy(
            update={"child": child["name"], "subject": table["name"],
                    "share": round(1 - quantity.share, 9)}
        )  # fmt: skip
        return apply_child_share(draft, share)
    if column is None:
        column = draft.column(table, name)
    if column is None:
        column = _lacking(draft, table, name)
        table["columns"].append(column)
        if column["type"] == "boolean":
            rate = round(1 - quantity.share, 9)
            column["generator"] = {"kind": "boolean", "true_rate": rate, "exact": True}
            _tell(draft, table, column, quantity)
            return True
    return _null(draft, table, column, quantity)


def _lacking(draft: Draft, table: Plain, name: str) -> Plain:
    """A column for what only some rows have: by the knowledge base, its name, else a flag."""
    known = known_to(draft, table, name)
    if known is not None:
        return {"name": known.name, "type": known.type, "generator": dict(known.generator)}
    kind, generator = guess(singular(name), table["name"])
    if generator.get("kind") == "text":
        return {"name": f"has_{singular(name)}", "type": "boolean"}
    return {"name": singular(name), "type": kind, "generator": generator}


def _null_of_key(draft: Draft, table: Plain, key: Plain, quantity: Share) -> bool:
    if table.get("per_parent", {}).get("columns") == key["columns"]:
        return False
    name = key["columns"][0]
    if name in table["primary_key"]:
        return False
    column = next(each for each in table["columns"] if each["name"] == name)
    column["nullable"], key["null_rate"] = True, quantity.share
    _tell(draft, table, column, quantity)
    return True


def _null_of_column(draft: Draft, quantity: Share) -> bool:
    """NULLs of the column that the subject names; of rows, those of their measured value."""
    for table in spoken_of(draft, quantity.words):
        column = exact_column(draft, table, quantity.subject)
        if column is not None:
            return _null(draft, table, column, quantity)
    rows = draft.table(quantity.subject) if quantity.subject else None
    column = _measured(draft, rows) if rows is not None else None
    return rows is not None and column is not None and _null(draft, rows, column, quantity)


def _measured(draft: Draft, table: Plain) -> Plain | None:
    """The number that the rows are about: one that the text speaks of, else the value."""
    told = {d.subject for d in draft.decisions if d.words is not None and d.reason[:1].isdecimal()}
    numbers = [
        column
        for column in table["columns"]
        if column["type"].split("(")[0] in ("decimal", "double", "real", "integer", "smallint")
        and not is_keyed(table, column["name"])
    ]
    spoken = [column for column in numbers if f"{table['name']}.{column['name']}" in told]
    valued = [column for column in numbers if column["name"] == "value"]
    return next(iter([*spoken, *valued, *numbers]), None)


def _null(draft: Draft, table: Plain, column: Plain, quantity: Share) -> bool:
    if is_keyed(table, column["name"]):
        return False
    generator = column.get("generator", {})
    if generator.get("exact"):
        generator.pop("exact")
    column["nullable"], column["null_rate"] = True, quantity.share
    column.pop("unique", None)
    _tell(draft, table, column, quantity)
    return True


def _tell(draft: Draft, table: Plain, column: Plain, quantity: Share) -> None:
    said = (quantity.condition or "so").removeprefix("does ")
    verb = "are" if said == (quantity.condition or "so") else "do"
    reason = f"{quantity.share:.4g} of the rows {verb} {said}"
    draft.decide(f"{table['name']}.{column['name']}", reason, "prompt", quantity.words)
