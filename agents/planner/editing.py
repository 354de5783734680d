"""Edits of a dataset that exists, said in words: add, drop, rename, more or fewer rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from agents.knowledge.base import Knowledge, knowledge, known_column
from agents.planner.applying import apply_reading
from agents.planner.draft import Draft, Plain, is_keyed
from agents.planner.guessing import guess
from agents.planner.naming import snake
from agents.planner.revising import plain
from agents.quantities.quantity import Reading
from agents.words import Words
from assets.errors import SpecError
from assets.schema.changes import kinds
from assets.schema.changes.apply import apply
from assets.schema.dataset import Dataset

MOST_TEXT = 5_000
_NOUN = r"[A-Za-z][\w-]*(?:[ ](?!to\b|from\b|of\b|in\b|column\b|and\b|table\b)[A-Za-z][\w-]*){0,2}"
_RENAME = re.compile(
    rf"\brename (?:the )?(?:column |table )?(?P<old>[\w.]+(?: [\w]+)??)"
    rf"(?: (?:of|in) (?:the )?(?P<table>{_NOUN}))? (?:to|into|as) [\"'`]?(?P<new>\w+)",
    re.IGNORECASE,
)
_DROP = re.compile(
    rf"\b(?:drop|remove|delete|leave out) (?:the )?(?:column |table )?(?P<what>{_NOUN})"
    rf"(?: (?:column|table|columns))?(?: (?:of|from|in) (?:the )?(?P<table>{_NOUN}))?",
    re.IGNORECASE,
)
_ADD = re.compile(
    rf"\badd (?:an? |the |another )?(?:column )?(?:for )?(?P<what>{_NOUN})(?: column)? "
    rf"(?:to|for|of) (?:the |each |every )?(?P<table>[A-Za-z]\w*(?:_\w+)*)",
    re.IGNORECASE,
)
_SCALE = re.compile(
    r"\b(?P<how>double|halve|triple|quadruple|twice|half) "
    r"(?:as many |the (?:number of )?|of the )?"
    rf"(?P<table>{_NOUN})",
    re.IGNORECASE,
)
_UNIQUE = re.compile(
    rf"\bmake (?:the |every |each )?(?P<what>{_NOUN}?)(?: (?:of|in) (?:the )?(?P<table>{_NOUN}))? "
    r"unique",
    re.IGNORECASE,
)
_FACTORS = {"double": 2.0, "twice": 2.0, "halve": 0.5, "half": 0.5, "triple": 3.0, "quadruple": 4.0}
_TIERS = {"tier": ["bronze", "silver", "gold", "platinum"], "level": ["basic", "plus", "premium"]}


def edit(text: str, reading: Reading, current: Dataset, base: Knowledge | None = None) -> Draft:
    """A draft of the dataset changed as the text says; without decisions where it says nothing
    that this dataset can have."""
    editing = _Editing(text[:MOST_TEXT], current, base or knowledge())
    editing.run(reading)
    return editing.draft


class _Editing:
    def __init__(self, text: str, current: Dataset, base: Knowledge) -> None:
        self.text, self.base = text, base
        self.draft = _draft(current, base)

    def run(self, reading: Reading) -> None:
        steps: list[tuple[re.Pattern[str], Callable[[re.Match[str], Words], None]]] = [
            (_RENAME, self._rename),
            (_DROP, self._drop),
            (_ADD, self._add),
            (_UNIQUE, self._unique),
            (_SCALE, self._scale),
        ]
        for pattern, step in steps:
            for match in pattern.finditer(self.text):
                step(match, Words(start=match.start(), end=match.end(), text=match[0]))
        for table in self.draft.tables:
            table["_kept"] = True
        apply_reading(self.draft, reading)

    def _changed(self, *changes: kinds.Change) -> bool:
        """Applies changes that others follow from: renames and removals."""
        try:
            made = apply(Dataset.model_validate(self.draft.data), list(changes))
        except (SpecError, ValueError):
            return False
        self.draft.data = plain(made)
        self.draft.entities = _draft(made, self.base).entities
        return True

    def _rename(self, match: re.Match[str], words: Words) -> None:
        new = snake(match["new"])
        old = match["old"].removeprefix("the ")
        table_word, _, column_word = old.rpartition(".")
        table = self.draft.table(match["table"] or table_word or old)
        if table is not None and not match["table"] and not table_word:
            if self._changed(kinds.RenameTable(table=table["name"], new=new)):
                self.draft.decide(new, f"called {table['name']} before", "prompt", words)
            return
        for each in [table] if table is not None else self.draft.tables:
            column = self.draft.column(each, column_word)
            if column is None:
                continue
            change = kinds.RenameColumn(table=each["name"], column=column["name"], new=new)
            if self._changed(change):
                where = f"{each['name']}.{new}"
                self.draft.decide(where, f"called {column['name']} before", "prompt", words)
                return

    def _drop(self, match: re.Match[str], words: Words) -> None:
        named = match["table"]
        table = self.draft.table(named) if named else None
        for each in [table] if table is not None else self.draft.tables:
            column = self.draft.column(each, match["what"])
            if column is None or is_keyed(each, column["name"]):
                continue
            change = kinds.RemoveColumn(table=each["name"], column=column["name"])
            if self._changed(change):
                where = f"{each['name']}.{column['name']}"
                self.draft.decide(where, "dropped", "prompt", words)
                return
        whole = self.draft.table(match["what"])
        if whole is None or named:
            self.draft.unread.append(words)
            return
        if self._changed(kinds.RemoveTable(table=whole["name"])):
            self.draft.decide("", f"{whole['name']} dropped", "prompt", words)
        else:
            self.draft.unread.append(words)

    def _add(self, match: re.Match[str], words: Words) -> None:
        table = self.draft.table(match["table"])
        name = snake(match["what"])
        if table is None or not name:
            self.draft.unread.append(words)
            return
        if any(column["name"] == name for column in table["columns"]):
            return
        entity = self.draft.entities.get(table["name"])
        known = known_column(entity, match["what"]) if entity else None
        last = name.split("_")[-1]
        made: Plain
        if known is not None and known.generator["kind"] not in ("aggregate", "inherit"):
            made = {"name": known.name, "type": known.type, "generator": dict(known.generator)}
        elif last in _TIERS:
            values = _TIERS[last]
            generator = {
                "kind": "choice",
                "values": values,
                "weights": [50, 30, 15, 5][: len(values)],
            }
            made = {"name": name, "type": "varchar(20)", "generator": generator}
        else:
            kind, generator = guess(name, table["name"])
            made = {"name": name, "type": kind, "generator": generator}
        table["columns"].append(made)
        self.draft.decide(f"{table['name']}.{made['name']}", "added", "prompt", words)
        after = re.match(
            r"[,;:]? (?:of which |where |with )?(\w+) (?:is|are|being) (\d+(?:\.\d+)?) ?%",
            self.text[match.end() :],
        )
        if after is not None and made["generator"].get("kind") == "choice":
            _share(made, after[1].lower(), float(after[2]) / 100)
            where = f"{table['name']}.{made['name']}"
            self.draft.decide(where, f"{after[2]}% are {after[1]}", "prompt", words)

    def _unique(self, match: re.Match[str], words: Words) -> None:
        table = self.draft.table(match["table"]) if match["table"] else None
        for each in [table] if table is not None else self.draft.tables:
            column = self.draft.column(each, match["what"])
            if column is not None and not is_keyed(each, column["name"]):
                column["unique"] = True
                where = f"{each['name']}.{column['name']}"
                self.draft.decide(where, "no value twice", "prompt", words)
                return
        self.draft.unread.append(words)

    def _scale(self, match: re.Match[str], words: Words) -> None:
        table = self.draft.table(match["table"])
        if table is None:
            self.draft.unread.append(words)
            return
        factor = _FACTORS[match["how"].lower()]
        if "per_parent" in table:
            count = _scaled(table["per_parent"]["count"], factor)
            if count is None:
                self.draft.unread.append(words)
                return
            table["per_parent"]["count"] = count
        else:
            table["rows"] = max(1, round(table.get("rows", 1_000) * factor))
        self.draft.decide(table["name"], f"{factor:g} times as many", "prompt", words)


def _scaled(count: Plain, factor: float) -> Plain | None:
    """Counts of which there are ``factor`` times as many in all: parents keep their proportions
    where the factor is whole, else counts lie between their neighbours with that mean."""
    from pydantic import TypeAdapter

    from assets.schema.cardinality import MAX_CHILDREN, counts_of
    from assets.schema.generators import Generator

    adapter: TypeAdapter[Any] = TypeAdapter(Generator)
    found = counts_of(adapter.validate_python(count))
    made: dict[int, float] = {}
    for value, share in zip(found.values, found.shares, strict=True):
        exact = value * factor
        low = int(exact)
        made[low] = made.get(low, 0.0) + share * (1 - (exact - low))
        if exact > low:
            made[low + 1] = made.get(low + 1, 0.0) + share * (exact - low)
    if max(made) > MAX_CHILDREN:
        return None
    pairs = sorted(made.items())
    return {"kind": "choice", "values": [v for v, _ in pairs], "weights": [w for _, w in pairs]}


def _share(column: Plain, value: str, share: float) -> None:
    values = list(column["generator"]["values"])
    weights = list(column["generator"].get("weights") or [1.0] * len(values))
    if value not in values:
        values.append(value)
        weights.append(0.0)
    rest = sum(w for v, w in zip(values, weights, strict=True) if v != value) or 1.0
    made = [
        share if v == value else round((1 - share) * w / rest, 9)
        for v, w in zip(values, weights, strict=True)
    ]
    column["generator"] = {"kind": "choice", "values": values, "weights": made, "exact": True}


def _draft(current: Dataset, base: Knowledge) -> Draft:
    draft = Draft(plain(current))
    domain = current.name if current.name in base.domains else None
    for table in current.tables:
        found = base.find(table.name, domain)
        if found is not None and found.score >= 0.9:
            draft.entities[table.name] = found.entity
    return draft
