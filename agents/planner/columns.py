"""The columns of a table in outline: an entity's usual ones, else those that such a table has."""

from __future__ import annotations

import re

from agents.knowledge.entity import Entity
from agents.knowledge.nouns import is_person, nouns
from agents.knowledge.pairs import EVENT, ORGANISATION
from agents.outline import OutlineColumn
from agents.planner.naming import singular
from agents.words import Words


def usual_columns_of(entity: Entity, text: str) -> list[OutlineColumn]:
    """The core columns of an entity, and the others that a text names."""
    chosen = [
        OutlineColumn(name=column.name, type=column.type, source="knowledge")
        for column in entity.columns
        if column.core
    ]
    for column in entity.columns:
        found = None if column.core else said(text, column.name, column.synonyms)
        if found is not None:
            chosen.append(
                OutlineColumn(name=column.name, type=column.type, source="prompt", words=found)
            )
    return chosen


def said(text: str, name: str, synonyms: list[str]) -> Words | None:
    """Where a text has a name or one of its synonyms."""
    for phrase in (name.replace("_", " "), *synonyms):
        if len(phrase) < 4:
            continue
        found = re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE)
        if found:
            return Words(start=found.start(), end=found.end(), text=found[0])
    return None


def columns_for(name: str, rank: float) -> list[str]:
    """The columns that a table of no known entity has by its noun: people, events or things."""
    noun = singular(name)
    head = noun.split("_")[-1]
    if is_person(noun):
        return ["first_name", "last_name", "email", "phone"]
    if head in nouns().parts:
        return ["quantity"]
    if rank >= EVENT:
        return [f"{head}_date", "status"]
    if rank == ORGANISATION:
        return ["name", "address", "city"]
    return ["name", "description"]
