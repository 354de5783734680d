"""Categories of a column: which value a word means, exact weights, and splits that are told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from agents.planner.draft import Draft, Plain, dict_of, is_keyed
from agents.planner.finding import exact_column, is_said, known_to, spoken_of
from agents.planner.naming import singular, snake
from agents.planner.states import gender_of, is_state, kind_for, meant
from agents.quantities.quantity import Split

_KINDS = ("type", "category", "kind", "class", "tier", "segment", "plan", "level", "method")
_NULL_CHECK = re.compile(r"(\w+) IS (NOT )?NULL")


def values_of(column: Plain) -> list[object]:
    """The categories that a column takes, also where they depend on other columns."""
    generator = column.get("generator", {})
    match generator.get("kind"):
        case "choice" | "pool":
            return list(generator["values"])
        case "conditional":
            found: list[object] = []
            for part in (*(case["use"] for case in generator["cases"]), generator["otherwise"]):
                found += [v for v in values_of({"generator": part}) if v not in found]
            return found
        case "expression" if column.get("type", "").startswith(("varchar", "char", "text")):
            parts = re.findall(r"(?:THEN|ELSE) '([^']*)'", generator["sql"])
            return list(dict.fromkeys(parts))
        case "person" if generator.get("field") == "gender":
            return ["female", "male"]
    return []


def value_of(column: Plain, state: str) -> object | None:
    """The category of a column that a state means: ``returned`` for ``was returned``."""
    values = values_of(column)
    if "female" in values and "male" in values and gender_of(state):
        return gender_of(state)
    return meant(values, state) if values else None


def weigh(table: Plain, column: Plain, value: object, share: float) -> None:
    """Gives a category its exact share; the others share the rest as before."""
    settle(table, column)
    generator = column["generator"]
    values = generator["values"]
    weights = [float(w) for w in generator.get("weights") or [1.0] * len(values)]
    fixed: dict[str, float] = column.setdefault("_fixed", {})
    fixed[str(value)] = share
    rest = sum(w for v, w in zip(values, weights, strict=True) if str(v) not in fixed)
    left = max(0.0, 1.0 - sum(fixed.values()))
    free = len(values) - len(fixed)
    made = [
        fixed[str(v)] if str(v) in fixed else (left * w / rest if rest else left / max(free, 1))
        for v, w in zip(values, weights, strict=True)
    ]
    column["generator"] = {
        "kind": "choice",
        "values": values,
        "weights": [round(weight, 9) for weight in made],
        "exact": not column.get("unique", False),
    }
    column.pop("null_rate", None)


def settle(table: Plain, column: Plain) -> None:
    """Makes a column's categories its own choice where they followed from other columns.

    Where a category said that a moment is there or not, the moment now follows the category."""
    generator = column["generator"]
    if generator["kind"] in ("choice", "pool"):
        return
    shares: dict[object, float] = dict.fromkeys(values_of(column), 0.0)
    cases = generator.get("cases", [])
    if not cases:
        for value in shares:
            shares[value] = 1 / len(shares)
    for case in cases:
        _share_out(shares, case["use"], 0.1 / len(cases))
        _follow(table, column["name"], case)
    if cases:
        _share_out(shares, generator["otherwise"], 0.9)
    column["generator"] = {
        "kind": "choice",
        "values": list(shares),
        "weights": [round(share, 9) for share in shares.values()],
    }


def _share_out(shares: dict[object, float], part: Plain, whole: float) -> None:
    values = values_of({"generator": part})
    weights = part.get("weights") or [1.0] * len(values)
    for value, weight in zip(values, weights, strict=False):
        shares[value] += whole * weight / (sum(weights) or 1)


def _follow(table: Plain, name: str, case: Plain) -> None:
    condition = _NULL_CHECK.fullmatch(case["when"])
    if condition is None:
        return
    moment = next((c for c in table["columns"] if c["name"] == condition[1]), None)
    if moment is None or not moment.get("generator"):
        return
    states = ", ".join(quoted(value) for value in values_of({"generator": case["use"]}))
    when = f"{name} {'' if condition[2] else 'NOT '}IN ({states})"
    made = moment["generator"]
    if made["kind"] not in ("after", "expression"):
        return
    then = made["sql"] if made["kind"] == "expression" else later(table, moment)
    moment["generator"] = {"kind": "expression", "sql": f"CASE WHEN {when} THEN {then} END"}
    moment["nullable"] = True
    moment.pop("null_rate", None)


def later(table: Plain, moment: Plain) -> str:
    """A moment after another, by a delay between the same ends, as SQL; not past the latest."""
    after, key = moment["generator"], table["primary_key"][0]
    delay, unit = after["delay"], after.get("unit", "days").replace("business_", "")
    least = max(1, int(delay.get("min") or 1))
    most = max(least + 1, int(delay.get("max") or delay.get("scale", 30) * 2))
    span: object = most - least
    latest = after.get("latest")
    if latest is not None and re.fullmatch(r"\d{4}-.*", str(latest)):
        left = f"date_diff('{unit.rstrip('s')}', {after['column']}, TIMESTAMP '{latest}')"
        span = f"greatest(1, least({most}, {left}) - {least})"
    later = f"{after['column']} + to_{unit}(CAST({least} + hash({key}) % {span} AS INTEGER))"
    return f"CAST({later} AS {moment['type']})"


def quoted(value: object) -> str:
    """A category as SQL writes it."""
    return "'" + str(value).replace("'", "''") + "'" if isinstance(value, str) else str(value)


def rename(table: Plain, column: Plain, old: object, new: str) -> object:
    """Calls a category as the text does, wherever the table's columns name it."""
    if not isinstance(old, str) or old == new or new in values_of(column):
        return old
    for each in table["columns"]:
        if each is column:
            text = json.dumps(each["generator"], default=str)
            text = text.replace(json.dumps(old), json.dumps(new))
            each["generator"] = json.loads(text)
        elif each.get("generator", {}).get("kind") in ("expression", "conditional"):
            text = json.dumps(each["generator"], default=str)
            each["generator"] = json.loads(text.replace(f"'{old}'", f"'{new}'"))
    column["type"] = wide(column["type"], new)
    return new


def apply_split(draft: Draft, quantity: Split) -> bool:
    """The categories of a column with these weights, exactly; a column is made for them where the
    table has none that takes them."""
    names = list(quantity.weights)
    if not names or sum(quantity.weights.values()) <= 0:
        return False
    if quantity.column and re.search(r"percent|rate$", quantity.column):
        return False
    found = next(_candidates(draft, quantity), None)
    if found is None:
        return False
    table, column = found
    settle_if_needed(table, column)
    _split(column, quantity.weights)
    words = ", ".join(f"{name} {weight:g}" for name, weight in quantity.weights.items())
    subject = f"{table['name']}.{column['name']}"
    draft.decide(subject, f"weights as told: {words}", "prompt", quantity.words)
    return True


def settle_if_needed(table: Plain, column: Plain) -> None:
    """As ``settle``, for columns that have categories at all."""
    if values_of(column):
        settle(table, column)


def _candidates(draft: Draft, quantity: Split) -> Iterator[tuple[Plain, Plain]]:
    of_column = draft.table(quantity.column) if quantity.column else None
    if of_column is not None:
        quantity = quantity.model_copy(update={"subject": of_column["name"], "column": ""})
    said = draft.table(quantity.subject) if quantity.subject else None
    nearby = [t for t in spoken_of(draft, quantity.words) if t is not said]
    tables = [said, *nearby] if said is not None else nearby
    names = list(quantity.weights)
    if quantity.column:
        for table in tables:
            column = exact_column(draft, table, quantity.column)
            column = column or (draft.column(table, quantity.column) if table is said else None)
            if column is not None and _takes(table, column, names):
                yield table, column
    only_said = said is not None and (of_column or is_said(quantity.subject, quantity))
    for table in [said] if only_said and said is not None else tables:
        for column in table["columns"]:
            known = [n for n in names if value_of(column, snake(n)) is not None]
            if len(known) * 2 >= len(names) and not is_keyed(table, column["name"]):
                yield table, column
    kind = kind_for(names)
    if not only_said and kind not in ("type", "status"):
        for table in tables:
            for word in (kind, kind.split("_")[-1]):
                column = exact_column(draft, table, word)
                if column is not None and _takes(table, column, names):
                    yield table, column
    home = said if said is not None else next(iter(tables), None)
    if home is not None:
        yield home, _kept_for(draft, home, quantity)


def _takes(table: Plain, column: Plain, names: list[str]) -> bool:
    if is_keyed(table, column["name"]):
        return False
    kind = column["type"].split("(")[0]
    if kind in ("varchar", "char", "text"):
        return True
    numbers = all(re.fullmatch(r"-?\d+(\.\d+)?", name) for name in names)
    return numbers and kind not in ("date", "timestamp", "boolean")


def _kept_for(draft: Draft, table: Plain, quantity: Split) -> Plain:
    """The column of the table for such categories; a new one where it has none to spare."""
    names = list(quantity.weights)
    name = singular(snake(quantity.column)) or kind_for(names)
    if name in ("", "star", "type") and all(re.fullmatch(r"-?\d+", each) for each in names):
        name = "rating"
    wanted = [name] if name not in ("type", "status") else [name, *_KINDS]
    for column in table["columns"]:
        last = column["name"].split("_")[-1]
        if column.get("_fixed") or is_keyed(table, column["name"]):
            continue
        if last == name or (name == "type" and last in wanted and values_of(column)):
            return dict_of(column)
    known = known_to(draft, table, name)
    column = {"name": known.name if known else name, "type": "varchar(20)", "generator": {}}
    table["columns"].append(column)
    return column


def _split(column: Plain, weights: dict[str, float]) -> None:
    numbers = all(re.fullmatch(r"-?\d+", name) for name in weights)
    old = column.get("generator", {})
    known = old.get("values", []) if old.get("kind") == "choice" else []
    total = sum(weights.values())
    pairs: list[tuple[object, float]] = []
    for name, weight in weights.items():
        value = value_of(column, snake(name)) if known else None
        is_same = value is not None and snake(str(value)) == snake(name)
        kept: object = value if is_same else (int(name) if numbers else _said(name))
        pairs.append((kept, weight))
    taken = {snake(str(v)) for v, _ in pairs}
    taken |= {snake(str(value_of(column, snake(name)))) for name in weights if known}
    rest = [value for value in known if snake(str(value)) not in taken]
    if total < 0.999:
        if not rest:
            rest = ["pending" if all(is_state(n) for n in weights) else "other"]
        old_weights = dict(
            zip(map(str, known), old.get("weights") or [1] * len(known), strict=True)
        )
        told = {str(v): old_weights.get(str(v), 1) for v in rest}
        whole = sum(told.values()) or 1
        pairs += [(v, (1 - total) * told[str(v)] / whole) for v in rest]
    if all(isinstance(value, int) for value, _ in pairs):
        pairs.sort(key=lambda pair: int(str(pair[0])))
        if column["type"].split("(")[0] in ("varchar", "text", "char"):
            column["type"] = "integer"
    else:
        for value, _ in pairs:
            column["type"] = wide(column["type"], str(value))
    column["generator"] = {
        "kind": "choice",
        "values": [value for value, _ in pairs],
        "weights": [round(weight, 9) for _, weight in pairs],
        "exact": not column.get("unique", False),
    }
    column["_fixed"] = {str(_said(name)): weight for name, weight in weights.items()}
    column.pop("null_rate", None)


def _said(name: str) -> str:
    return gender_of(snake(name)) or name


def wide(kind: str, value: str) -> str:
    """The type, wide enough for a category."""
    sized = re.fullmatch(r"(?:var)?char\((\d+)\)", kind)
    if sized is None:
        return kind if kind == "text" else f"varchar({max(20, len(value))})"
    return f"varchar({max(int(sized[1]), len(value))})"
