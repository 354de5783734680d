"""Edits of a dataset that exists, said in words: add, drop, rename, more or fewer rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from agents.knowledge.base import Knowledge, known_column
from agents.knowledge.entity import KnownColumn
from agents.knowledge.word_forms import key_of
from agents.outline import Outline, OutlineReference
from agents.planner import edit_forms as forms
from agents.planner.building import add_key
from agents.planner.draft import Draft, Plain, is_keyed
from agents.planner.guessing import guess
from agents.planner.naming import plural, snake
from agents.planner.revising import plain
from agents.quantities.quantity import Range, Reading, Rhythm, RowCount
from agents.words import Words
from assets.errors import SpecError
from assets.schema.changes import kinds
from assets.schema.changes.apply import apply
from assets.schema.dataset import Dataset

MOST_TEXT = 5_000
USUAL_NULLS = 0.1
NEAR = 12
_FACTORS = {"double": 2.0, "twice": 2.0, "halve": 0.5, "half": 0.5, "triple": 3.0, "quadruple": 4.0}
_TIERS = {"tier": ["bronze", "silver", "gold", "platinum"], "level": ["basic", "plus", "premium"]}


def edit(
    outline: Outline, reading: Reading, current: Dataset, base: Knowledge
) -> tuple[Draft, Reading]:
    """A draft of the dataset changed as the outline's prompt says in words, and the quantities that
    are still to be applied. The draft has no decisions where the prompt says nothing that this
    dataset can have; nothing is made a column that the outline has as a table."""
    editing = _Editing(outline, reading, current, base)
    editing.run()
    read = [each.words for each in editing.draft.decisions if each.words is not None]
    read += [each.words for each in editing.quantities]
    unread = [w for w in reading.not_understood if not any(_overlap(w, each) for each in read)]
    left = reading.model_copy(update={"quantities": editing.quantities, "not_understood": unread})
    return editing.draft, left


class _Editing:
    def __init__(
        self, outline: Outline, reading: Reading, current: Dataset, base: Knowledge
    ) -> None:
        self.text, self.base = outline.prompt[:MOST_TEXT], base
        self.draft = _draft(current, base)
        there = {key_of(table.name) for table in current.tables}
        self.new_tables = {key_of(table.name) for table in outline.tables} - there
        self.quantities = list(reading.quantities)
        self.rhythms = [q.words for q in reading.quantities if isinstance(q, Rhythm)]

    def run(self) -> None:
        steps: list[tuple[re.Pattern[str], Callable[[re.Match[str], Words], None]]] = [
            (forms.RENAME, self._rename),
            (forms.DROP, self._drop),
            (forms.ADD, self._add),
            (forms.UNIQUE, self._unique),
            (forms.NULLABLE, self._nullable),
            (forms.COUNT, self._count),
            (forms.SCALE, self._scale),
            (forms.SEED, self._seed),
            (forms.LINK, self._link),
        ]
        for pattern, step in steps:
            for match in pattern.finditer(self.text):
                step(match, Words(start=match.start(), end=match.end(), text=match[0]))

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
        for what in _listed(match["what"]):
            if not (self._drop_column(what, match["table"], words) or match["table"]):
                self._drop_table(what, words)

    def _drop_column(self, what: str, named: str | None, words: Words) -> bool:
        """Whether there was such a column; one that is not where it is said to be is unread."""
        if named is None and self._table_of_that_name(what) is not None:
            return False
        table = self.draft.table(named) if named else None
        for each in [table] if table is not None else self.draft.tables:
            column = self.draft.column(each, what)
            if column is None or is_keyed(each, column["name"]):
                continue
            change = kinds.RemoveColumn(table=each["name"], column=column["name"])
            if self._changed(change):
                where = f"{each['name']}.{column['name']}"
                self.draft.decide(where, "dropped", "prompt", words)
                return True
        if named:
            self.draft.unread.append(words)
        return False

    def _drop_table(self, what: str, words: Words) -> None:
        whole = self.draft.table(what)
        if whole is not None and self._changed(kinds.RemoveTable(table=whole["name"])):
            self.draft.decide("", f"{whole['name']} dropped", "prompt", words)
        else:
            self.draft.unread.append(words)

    def _table_of_that_name(self, word: str) -> Plain | None:
        key = key_of(snake(word))
        return next((each for each in self.draft.tables if key_of(each["name"]) == key), None)

    def _add(self, match: re.Match[str], words: Words) -> None:
        table = self.draft.table(match["table"])
        for what in _listed(match["what"]):
            if snake(what) and table is not None:
                self._add_column(table, what, match, words)
        names = {key_of(snake(what)) for what in _listed(match["what"])}
        if table is None and not names & self.new_tables:
            self.draft.unread.append(words)

    def _add_column(self, table: Plain, what: str, match: re.Match[str], words: Words) -> None:
        name = snake(what)
        entity = self.draft.entities.get(table["name"])
        known = known_column(entity, what) if entity else None
        is_table = known is None and name == plural(name) and key_of(name) in self.new_tables
        if is_table or any(column["name"] == name for column in table["columns"]):
            return
        made = _column(name, table["name"], known)
        table["columns"].append(made)
        where = f"{table['name']}.{made['name']}"
        self.draft.decide(where, "added", "prompt", words)
        self._number(table, made["name"], words)
        after = re.match(
            r"[,;:]? (?:of which |where |with )?(\w+) (?:is|are|being) (\d+(?:\.\d+)?) ?%",
            self.text[match.end() :],
        )
        if after is not None and made["generator"].get("kind") == "choice":
            _share(made, after[1].lower(), float(after[2]) / 100)
            self.draft.decide(where, f"{after[2]}% are {after[1]}", "prompt", words)

    def _number(self, table: Plain, column: str, words: Words) -> None:
        """A range that follows a new column at once is its own: ``a discount … of 0 to 30%``."""
        for place, quantity in enumerate(self.quantities):
            near = words.start <= quantity.words.start <= words.end + NEAR
            if near and isinstance(quantity, Range):
                moved = {"subject": table["name"], "column": column}
                self.quantities[place] = quantity.model_copy(update=moved)
                return

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

    def _nullable(self, match: re.Match[str], words: Words) -> None:
        named, what = match["table"] or match["table_"], match["what"] or match["what_"]
        how = (match["how"] or match["how_"]).lower()
        may = (how not in ("mandatory", "required")) != bool(match["not"])
        table = self.draft.table(named) if named else None
        for each in [table] if table is not None else self.draft.tables:
            column = self.draft.column(each, what)
            if column is None or is_keyed(each, column["name"]):
                continue
            if may != column.get("nullable", False):
                column["nullable"] = may
                column["null_rate"] = USUAL_NULLS if may else 0.0
                reason = "may be missing, as a tenth is" if may else "is never missing"
                self.draft.decide(f"{each['name']}.{column['name']}", reason, "prompt", words)
            return
        self.draft.unread.append(words)

    def _count(self, match: re.Match[str], words: Words) -> None:
        number = int(re.sub(r"[,. ]", "", match["number"]))
        number *= {"k": 1_000, "m": 1_000_000}.get((match["unit"] or "").lower(), 1)
        self.quantities.append(RowCount(words=words, subject=match["table"], rows=number))

    def _seed(self, match: re.Match[str], words: Words) -> None:
        self.draft.data["seed"] = int(match["seed"])
        self.draft.decide("", f"seed {match['seed']}", "prompt", words)

    def _link(self, match: re.Match[str], words: Words) -> None:
        child, parent = self.draft.table(match["child"]), self.draft.table(match["parent"])
        if child is None or parent is None or child is parent or len(parent["primary_key"]) != 1:
            if not self.new_tables:
                self.draft.unread.append(words)
            return
        if any(key["references"] == parent["name"] for key in child.get("foreign_keys", [])):
            return
        reference = OutlineReference(table=parent["name"], source="prompt", words=words)
        add_key(child, parent, reference, None)
        why = f"each refers to one of {parent['name']}"
        self.draft.decide(f"{child['name']} -> {parent['name']}", why, "prompt", words)

    def _scale(self, match: re.Match[str], words: Words) -> None:
        if any(_overlap(each, words) for each in self.rhythms):
            return
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


def _overlap(one: Words, two: Words) -> bool:
    return one.start < two.end and two.start < one.end


def _listed(words: str) -> list[str]:
    """``email, the phone and gender`` one by one."""
    parts = re.split(r",? and |, ", words)
    return [re.sub(r"^(?:the|an?) ", "", part) for part in parts if part]


def _column(name: str, table: str, known: KnownColumn | None) -> Plain:
    last = name.split("_")[-1]
    if known is not None and known.generator["kind"] not in ("aggregate", "inherit"):
        return {"name": known.name, "type": known.type, "generator": dict(known.generator)}
    if last in _TIERS:
        values = _TIERS[last]
        weights = [50, 30, 15, 5][: len(values)]
        generator = {"kind": "choice", "values": values, "weights": weights}
        return {"name": name, "type": "varchar(20)", "generator": generator}
    kind, generator = guess(name, table)
    return {"name": name, "type": kind, "generator": generator}


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
