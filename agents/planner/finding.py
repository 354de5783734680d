"""Which table and column the words of a quantity mean, where the text leaves it open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agents.knowledge.base import known_column
from agents.knowledge.entity import KnownColumn
from agents.knowledge.word_forms import key_of
from agents.planner.draft import Draft, Plain, dict_of, is_keyed
from agents.planner.naming import singular, snake
from agents.quantities.quantity import Quantity, Reading
from agents.words import Words

_UNIT = re.compile(r"_(?:km|kg|g|seconds?|minutes?|hours?|days?|cm|m2|sqm|gb|mb|percent|celsius)$")


@dataclass(frozen=True)
class Place:
    """A column of a table; None where the table has yet to get it."""

    table: Plain
    column: Plain | None


def note_mentions(draft: Draft, reading: Reading) -> None:
    """Remembers where the text speaks of which table: by what it lists, counts and relates."""
    found = [
        (decision.words.start, decision.subject.split(".")[0])
        for decision in draft.decisions
        if decision.words is not None and " -> " not in decision.subject
    ]
    for quantity in reading.quantities:
        for noun in ("parent", "child", "subject"):
            word = getattr(quantity, noun, None)
            table = draft.table(word) if word and is_said(word, quantity) else None
            if table is not None:
                found.append((quantity.words.start, table["name"]))
    draft.mentions = sorted(found)


def is_said(word: str, quantity: Quantity) -> bool:
    """Whether the words of the quantity hold that word, rather than a sentence before them."""
    stem = singular(snake(word).split("_")[-1])[:5]
    return bool(stem) and stem in snake(quantity.words.text)


def spoken_of(draft: Draft, words: Words) -> Iterator[Plain]:
    """All tables: first those spoken of last before the words, then the next, then the others."""
    before = [name for start, name in reversed(draft.mentions) if start <= words.start]
    after = [name for start, name in draft.mentions if start > words.start]
    names = dict.fromkeys((*before, *after, *(table["name"] for table in draft.tables)))
    for name in names:
        table = next((each for each in draft.tables if each["name"] == name), None)
        if table is not None:
            yield table


def exact_column(draft: Draft, table: Plain, word: str) -> Plain | None:
    """The column of that very name, or of which the knowledge base has it as another name."""
    if not snake(word):
        return None
    key = key_of(snake(word))
    for column in table["columns"]:
        keys = (key_of(column["name"]), key_of(_UNIT.sub("", column["name"])))
        if key in keys and not is_keyed(table, column["name"]):
            return dict_of(column)
    known = known_to(draft, table, word)
    if known is None:
        return None
    return next((c for c in table["columns"] if c["name"] == known.name), None)


def known_to(draft: Draft, table: Plain, word: str) -> KnownColumn | None:
    """The usual column that a word means in the entity that a table stands for."""
    entity = draft.entities.get(table["name"])
    return known_column(entity, snake(word)) if entity is not None else None


def find_number(draft: Draft, quantity: Quantity, subject: str, word: str) -> Place | None:
    """The column that a number of ``subject`` is in; None where no table can have it.

    A column of that name comes first: of the named table, then of the tables that the text spoke
    of last. A subject that is no table belongs to the name (``monthly fee``)."""
    table = draft.table(subject) if subject else None
    nearby = list(spoken_of(draft, quantity.words))
    said = table is not None and is_said(subject, quantity)
    phrase = f"{subject} {word}" if subject and not said else word
    for wanted in dict.fromkeys((phrase, word)):
        for each in [table, *nearby] if table is not None else nearby:
            column = exact_column(draft, each, wanted)
            if column is not None and (each is table or not said or wanted == phrase != word):
                return Place(each, column)
    if table is None:
        whole = draft.table(phrase) if subject else draft.table(word)
        if whole is not None:
            return Place(whole, None)
    if table is not None:
        return Place(table, draft.column(table, word))
    for each in nearby:
        if known_to(draft, each, phrase) or known_to(draft, each, word):
            return Place(each, None)
    loose = [(each, draft.column(each, phrase)) for each in nearby]
    for each, column in loose:
        if column is not None and subject:
            return Place(each, column)
    return Place(nearby[0], None) if nearby else None


def name_for(table: Plain, subject: str, word: str, draft: Draft) -> str:
    """The name of a new column: with the subject in front where that is no table."""
    known = known_to(draft, table, word)
    if known is not None:
        return known.name
    words = snake(word) if not subject or draft.table(subject) else snake(f"{subject} {word}")
    return singular(words)
