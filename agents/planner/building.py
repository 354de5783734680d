"""From an outline to the plain data of a spec: keys, generators and usual counts."""

from __future__ import annotations

import re
from typing import Any

from agents.knowledge.base import SYNONYM, Knowledge, known_column
from agents.knowledge.entity import Entity, KnownColumn, KnownReference
from agents.outline import Outline, OutlineColumn, OutlineReference, OutlineTable
from agents.planner.draft import Draft, Plain
from agents.planner.fitting import fitted, renamed
from agents.planner.guessing import guess, guess_for_type
from agents.planner.naming import singular

USUAL_COUNT = {"kind": "choice", "values": [0, 1, 2, 3, 5], "weights": [20, 35, 25, 13, 7]}
USUAL_ROWS = 1_000
_OF_CHILDREN = ("position", "events", "running", "session")
_PATHS = ("column", "start", "end", "latest", "earliest")


def build(outline: Outline, knowledge: Knowledge) -> Draft:
    """A draft with the tables of the outline. Generators come from the knowledge base where it has
    the column, else from the column's name; one that leans on what is not there is replaced."""
    draft = Draft({"name": outline.name, "tables": []})
    if outline.locale:
        draft.data["locale"] = outline.locale
    for table in outline.tables:
        entity = _entity(table, outline, knowledge)
        if entity is not None:
            draft.entities[table.name] = entity
        draft.tables.append(_table(table, entity, draft))
    for table in outline.tables:
        _keys(table, draft)
    _settle(draft)
    return draft


def _entity(table: OutlineTable, outline: Outline, knowledge: Knowledge) -> Entity | None:
    """The entity that a table stands for, with its keys named as the table and its parents are."""
    domain = table.domain or outline.domain
    if domain not in knowledge.domains:
        return None
    found = knowledge.find(table.entity or table.name, domain)
    if found is None or (not table.entity and found.score < SYNONYM):
        return None
    named = {each.table: each.columns for each in table.references}
    parents = {each.entity: each.name for each in outline.tables if each.entity}
    keys = {
        known.column: (named[parent] or [renamed(known.column, known.entity, parent)])[0]
        for known in found.entity.references
        if (parent := parents.get(known.entity)) in named
        and sum(known.entity == other.entity for other in found.entity.references) == 1
    }
    return fitted(found.entity, table.name, keys)


def _table(table: OutlineTable, entity: Entity | None, draft: Draft) -> Plain:
    made: Plain = {"name": table.name, "rows": entity.rows if entity else USUAL_ROWS, "columns": []}
    reason = f"the usual table for {entity.name}" if entity else "named in the text"
    draft.decide(table.name, reason, table.source, table.words, table.confidence)
    for column in table.columns:
        made["columns"].append(_column(column, table, entity, draft))
    names = [column["name"] for column in made["columns"]]
    keyed = {name for reference in table.references for name in reference.columns}
    key = list(table.primary_key)
    if not key:
        key = ["id" if "id" in names else f"{singular(table.name)}_id"]
    usual = entity.primary_key if entity else []
    if len(usual) == len(key):
        key = [
            old if old in names or old in keyed else new
            for old, new in zip(key, usual, strict=True)
        ]
    for place, name in enumerate(key):
        if name not in names and name not in keyed:
            generator = {"kind": "position"} if place else {"kind": "sequence"}
            made["columns"].insert(place, {"name": name, "type": "integer", "generator": generator})
            draft.decide(f"{table.name}.{name}", "tells the rows apart", "rule")
        elif name not in keyed and len(key) == 1:
            column = next(each for each in made["columns"] if each["name"] == name)
            if entity is None or known_column(entity, name) is None:
                column["type"], column["generator"] = "integer", {"kind": "sequence"}
            column.pop("nullable", None)
            column.pop("null_rate", None)
    made["primary_key"] = key
    for names in entity.unique if entity else []:
        made.setdefault("unique", []).append(names)
    return made


def _column(
    column: OutlineColumn, table: OutlineTable, entity: Entity | None, draft: Draft
) -> Plain:
    known = known_column(entity, column.name) if entity else None
    made: Plain = {"name": column.name}
    if column.values:
        generator: Plain = {"kind": "choice", "values": column.values}
        if len(column.weights) == len(column.values):
            generator["weights"] = column.weights
        longest = max(20, *(len(value) for value in column.values))
        made |= {"type": f"varchar({longest})", "generator": generator}
        reason = "values as given"
    elif known is not None:
        made |= _known(known)
        reason = f"the usual {known.name} of {entity.name if entity else table.name}"
    else:
        kind, generator = guess(column.name, table.name)
        made |= {"type": kind, "generator": generator}
        reason = "type and values by its name"
        typed = column.type
        if typed and typed.split("(")[0] != kind.split("(")[0]:
            fitting = guess_for_type(typed)
            if fitting is not None:
                made |= {"type": typed, "generator": fitting}
    if column.unique:
        made["unique"] = True
        if made["generator"]["kind"] in ("text", "product"):
            made |= {"type": "varchar(20)", "generator": {"kind": "pattern", "pattern": "AA######"}}
    if column.nullable:
        made["nullable"] = True
    draft.decide(f"{table.name}.{column.name}", reason, column.source, column.words)
    return made


def _known(known: KnownColumn) -> Plain:
    made: Plain = {"type": known.type, "generator": _copied(known.generator)}
    if known.nullable or known.null_rate:
        made["nullable"] = True
    if known.null_rate:
        made["null_rate"] = known.null_rate
    if known.unique:
        made["unique"] = True
    return made


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copied(each) for name, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value


def _keys(table: OutlineTable, draft: Draft) -> None:
    made = draft.named(table.name)
    entity = draft.entities.get(table.name)
    names = {each["name"] for each in draft.tables}
    for reference in table.references:
        if reference.table not in names:
            continue
        parent = draft.named(reference.table)
        if len(parent["primary_key"]) != 1:
            continue
        add_key(made, parent, reference, _usual(reference, entity, draft))
        subject = f"{table.name} -> {reference.table}"
        draft.decide(subject, _why(reference), reference.source, reference.words)


def _why(reference: OutlineReference) -> str:
    if reference.owner:
        return f"each of {reference.table} has some of them"
    return f"each refers to one of {reference.table}"


def _usual(
    reference: OutlineReference, entity: Entity | None, draft: Draft
) -> KnownReference | None:
    parent = draft.entities.get(reference.table)
    for known in entity.references if entity else []:
        same = not reference.columns or known.column == reference.columns[0]
        if parent is not None and known.entity == parent.name and same:
            return known
    return None


def add_key(
    child: Plain, parent: Plain, reference: OutlineReference, known: KnownReference | None
) -> Plain:
    """Gives a table a key to a parent, and the column for it where there is none."""
    target = parent["primary_key"][0]
    key_type = next(c["type"] for c in parent["columns"] if c["name"] == target)
    name = reference.columns[0] if reference.columns else (known.column if known else target)
    if name == "id":
        name = f"{singular(parent['name'])}_id"
    if child is parent and not reference.columns:
        name = f"parent_{target}"
    column = next((each for each in child["columns"] if each["name"] == name), None)
    if column is None:
        column = {"name": name}
        place = 1 if len(child["primary_key"]) == 1 else 0
        keyed = {each for key in child.get("foreign_keys", []) for each in key["columns"]}
        while place < len(child["columns"]) and child["columns"][place]["name"] in keyed:
            place += 1
        child["columns"].insert(place, column)
    for field in ("generator", "unique", "null_rate"):
        column.pop(field, None)
    column["type"] = key_type
    key: Plain = {
        "columns": [name],
        "references": parent["name"],
        "references_columns": [target],
    }
    if reference.one_to_one and not reference.owner:
        key["pick"] = {"kind": "one_to_one"}
    elif known is not None and known.pick is not None and not reference.owner:
        key["pick"] = _copied(known.pick)
    if reference.optional and not reference.owner and name not in child["primary_key"]:
        column["nullable"] = True
        key["null_rate"] = known.null_rate if known is not None else 0.1
    child.setdefault("foreign_keys", []).append(key)
    if reference.owner and child is not parent and "per_parent" not in child:
        count = _copied(known.count) if known is not None and known.count else dict(USUAL_COUNT)
        child["per_parent"] = {"columns": [name], "count": count}
        child.pop("rows", None)
    return key


def _settle(draft: Draft) -> None:
    """Maps the knowledge base's table names to the draft's; what is not there is done without."""
    renamed = {entity.table: name for name, entity in draft.entities.items()}
    for table in draft.tables:
        known = {column["name"] for column in table["columns"]}
        table["primary_key"] = [name for name in table["primary_key"] if name in known]
        unique = [names for names in table.pop("unique", []) if set(names) <= known]
        if unique:
            table["unique"] = unique
        if not table["primary_key"]:
            name = f"{singular(table['name'])}_id"
            column = {"name": name, "type": "integer", "generator": {"kind": "sequence"}}
            table["columns"].insert(0, column)
            table["primary_key"] = [name]
    for _ in range(3):
        for table in draft.tables:
            for column in table["columns"]:
                generator = column.get("generator")
                if generator is None:
                    continue
                generator = column["generator"] = _renamed(generator, renamed)
                if not _stands(generator, table, draft):
                    kind, made = guess(column["name"], table["name"])
                    fitting = made if kind.split("(")[0] == column["type"].split("(")[0] else None
                    fitting = fitting or guess_for_type(column["type"]) or made
                    if fitting is made:
                        column["type"] = kind
                    column["generator"] = fitting


def _renamed(value: Any, renamed: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_renamed(each, renamed) for each in value]
    if not isinstance(value, dict):
        return value
    made = {name: _renamed(each, renamed) for name, each in value.items()}
    for name in (*_PATHS, "sql"):
        if isinstance(made.get(name), str):
            made[name] = re.sub(
                r"\b([a-z_]+)\.(?=[a-z_])",
                lambda match: f"{renamed.get(match[1], match[1])}.",
                made[name],
            )
    if made.get("kind") == "aggregate":
        made["table"] = renamed.get(made["table"], made["table"])
    return made


def _stands(value: Any, table: Plain, draft: Draft) -> bool:
    """Whether all columns that a generator names are there."""
    if isinstance(value, list):
        return all(_stands(each, table, draft) for each in value)
    if not isinstance(value, dict):
        return True
    if value.get("kind") == "aggregate":
        child = next((t for t in draft.tables if t["name"] == value["table"]), None)
        if child is None or child.get("per_parent") is None:
            return False
        owner = child["per_parent"]["columns"]
        keys = child.get("foreign_keys", [])
        if not any(k["columns"] == owner and k["references"] == table["name"] for k in keys):
            return False
        names = {column["name"] for column in child["columns"]}
        return value.get("column") is None or value["column"] in names
    if value.get("kind") in _OF_CHILDREN and table.get("per_parent") is None:
        return False
    for name in _PATHS:
        path = value.get(name)
        if not isinstance(path, str) or not re.fullmatch(r"[a-z_]\w*(\.\w+)?", path):
            continue
        if not _is_there(path, table, draft):
            return False
    for name in ("sql", "when"):
        if isinstance(value.get(name), str) and not _is_sql_met(value[name], table, draft):
            return False
    return all(_stands(each, table, draft) for each in value.values())


def _is_there(path: str, table: Plain, draft: Draft) -> bool:
    parent, _, name = path.rpartition(".")
    if not parent:
        return any(column["name"] == name for column in table["columns"])
    for key in table.get("foreign_keys", []):
        if parent == key["references"] or parent in key["columns"]:
            other = draft.named(key["references"])
            return any(column["name"] == name for column in other["columns"])
    return False


def _is_sql_met(sql: str, table: Plain, draft: Draft) -> bool:
    bare = re.sub(r"'[^']*'", "''", sql)
    for match in re.finditer(r"\b([a-z_]+\.[a-z_]\w*)\b", bare):
        if not _is_there(match[1], table, draft):
            return False
    bare = re.sub(r"\b[a-z_]+\.[a-z_]\w*\b", "", bare)
    words = set(re.findall(r"\b[a-z_][a-z0-9_]*\b(?!\s*\()", bare))
    names = {column["name"] for column in table["columns"]}
    return all(word in names or word in _SQL for word in words)


_SQL = frozenset(
    "and or not in is null case when then else end as between like interval true false cast date "
    "day days hour hours minute minutes month months year years second seconds integer bigint "
    "double decimal varchar smallint timestamp from".split()
)
