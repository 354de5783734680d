"""A spec being made: its plain data, where each part comes from, and what words mean in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from agents.knowledge.base import known_column
from agents.knowledge.entity import Entity
from agents.knowledge.word_forms import key_of
from agents.outline import Source
from agents.planner.naming import singular, snake
from agents.proposal import Decision
from agents.quantities.quantity import Quantity
from agents.words import Words

Plain = dict[str, Any]


@dataclass
class Draft:
    """``data`` is the spec as YAML holds it; ``entities`` are those of the knowledge base that
    tables stand for. Every change comes with a decision. ``mentions`` are the tables that the text
    speaks of, each with its place; ``last`` is the day on which the data ends, where it is told."""

    data: Plain
    entities: dict[str, Entity] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    used: list[Quantity] = field(default_factory=list)
    unread: list[Words] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    mentions: list[tuple[int, str]] = field(default_factory=list)
    last: date | None = None

    @property
    def tables(self) -> list[Plain]:
        found: list[Plain] = self.data["tables"]
        return found

    def named(self, name: str) -> Plain:
        """The table of that very name. Raises KeyError when there is none."""
        for table in self.tables:
            if table["name"] == name:
                return table
        raise KeyError(name)

    def table(self, word: str) -> Plain | None:
        """The table that a noun means: by its name, a synonym, or the end of its name."""
        wanted = singular(snake(word))
        if not wanted:
            return None
        for table in self.tables:
            if singular(snake(table["name"])) == wanted:
                return table
        for table in self.tables:
            entity = self.entities.get(table["name"])
            names = (entity.name, entity.table, *entity.synonyms) if entity else ()
            if key_of(word) in map(key_of, names):
                return table
        ends = [t for t in self.tables if singular(t["name"]).endswith(f"_{wanted}")]
        if len(ends) == 1:
            return ends[0]
        last = wanted.split("_")[-1]
        if last != wanted:
            return self.table(last)
        return None

    def column(self, table: Plain, word: str) -> Plain | None:
        """The column of a table that a word means, and that is in no key."""
        wanted = snake(word)
        if not wanted:
            return None
        for column in table["columns"]:
            if column["name"] == wanted or key_of(column["name"]) == key_of(word):
                return dict_of(column)
        entity = self.entities.get(table["name"])
        known = known_column(entity, word) if entity else None
        if known is not None:
            for column in table["columns"]:
                if column["name"] == known.name:
                    return dict_of(column)
        ends = [
            c
            for c in table["columns"]
            if set(singular(wanted).split("_")) & set(map(singular, c["name"].split("_")))
            and not is_keyed(table, c["name"])
        ]
        return dict_of(ends[0]) if len(ends) == 1 else None

    def decide(
        self,
        subject: str,
        reason: str,
        source: Source,
        words: Words | None = None,
        confidence: float = 1.0,
    ) -> None:
        decision = Decision(
            subject=subject, reason=reason, source=source, words=words, confidence=confidence
        )
        self.decisions.append(decision)


def dict_of(column: Any) -> Plain:
    found: Plain = column
    return found


def is_keyed(table: Plain, column: str) -> bool:
    """Whether a column is in the primary key or a foreign key."""
    return column in table.get("primary_key", []) or any(
        column in key["columns"] for key in table.get("foreign_keys", [])
    )


def key_to(table: Plain, parent: str) -> Plain | None:
    """The foreign key of a table to a parent: the one that it counts by, else the first."""
    keys = [key for key in table.get("foreign_keys", []) if key["references"] == parent]
    owner = table.get("per_parent", {}).get("columns")
    for key in keys:
        if key["columns"] == owner:
            return dict_of(key)
    return dict_of(keys[0]) if keys else None
