"""Where a question names tables, columns, values and numbers of a catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agents.knowledge.word_forms import singular
from agents.questions.catalogue import Catalogue, Column

_TOKEN = re.compile(r"'[^']{1,80}'|\"[^\"]{1,80}\"|\d[\d,]*(?:\.\d+)?%?|[A-Za-z][\w-]*")
_WEAK = frozenset(("is", "at", "on", "date", "amount"))
_ALIKE = {"star": "rating", "rating": "star", "cost": "price", "price": "cost"}
"""Words that mean a column of another name where there is none of theirs."""

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass
class Word:
    """A word of a question: its ``text``, its ``stem``, and whether something took it."""

    text: str
    stem: str
    taken: bool = False

    @property
    def number(self) -> float | None:
        """The number that it is."""
        found = _NUMBER.fullmatch(self.text)
        return float(found[0].replace(",", "")) if found else None

    @property
    def quoted(self) -> str | None:
        """What stands in quotes."""
        return self.text[1:-1] if self.text[0] in "'\"" else None


def words_of(text: str) -> list[Word]:
    """The words, numbers and quoted texts of a question."""
    return [Word(token, _stem(token.lower())) for token in _TOKEN.findall(text.replace("’s", ""))]


def tables_in(words: Sequence[Word], catalogue: Catalogue) -> list[tuple[int, str]]:
    """The tables that free words name, each with its place; the longer name goes first."""
    found: list[tuple[int, str]] = []
    for name in sorted(catalogue.tables, key=lambda each: -each.count("_")):
        parts = [_stem(part) for part in name.split("_")]
        for place in _places(words, parts):
            _take(words, place, len(parts))
            found.append((place, name))
    return sorted(found)


def columns_in(
    words: Sequence[Word], catalogue: Catalogue, tables: Sequence[str]
) -> list[tuple[int, Column]]:
    """The columns that free words name, those of ``tables`` first, each with its place."""
    order = [*tables, *(name for name in catalogue.tables if name not in tables)]
    columns = [c for name in dict.fromkeys(order) for c in catalogue.tables[name]]
    found: list[tuple[int, Column]] = []
    for column in sorted(columns, key=lambda each: -each.name.count("_")):
        if column.kind == "key":
            continue
        parts = [_stem(part) for part in column.name.split("_")]
        for place in _places(words, parts):
            _take(words, place, len(parts))
            found.append((place, column))
    states = {_stem(value.lower()) for column in columns for value in column.values}
    for column in columns:
        parts = [part for part in column.name.split("_") if part not in _WEAK]
        if {_stem(part) for part in parts} & states:  # "delivered" is a state before a moment
            continue
        if column.kind == "key" or not 0 < len(parts) < len(column.name.split("_")):
            continue
        for place in _places(words, [_stem(part) for part in parts]):
            _take(words, place, len(parts))
            found.append((place, column))
    for place, word in enumerate(words):
        other = _ALIKE.get(word.stem)
        named = (c for c in columns if _stem(c.name) == other and c.kind != "key")
        alike = next(named, None) if other and not word.taken else None
        if alike is not None:
            word.taken = True
            found.append((place, alike))
    return sorted(found, key=lambda each: each[0])


def values_in(
    words: Sequence[Word], catalogue: Catalogue, tables: Sequence[str]
) -> list[tuple[int, Column, str]]:
    """The categories that free words name, of the columns of ``tables``, each with its place."""
    found: list[tuple[int, Column, str]] = []
    for table in tables:
        for column in catalogue.tables[table]:
            for value in column.values:
                parts = [_stem(part) for part in re.findall(r"[a-z0-9]+", value.lower())]
                for place in _places(words, parts) if parts else ():
                    _take(words, place, len(parts))
                    found.append((place, column, value))
    return sorted(found, key=lambda each: each[0])


def _places(words: Sequence[Word], parts: Sequence[str]) -> Iterator[int]:
    for place in range(len(words) - len(parts) + 1):
        window = words[place : place + len(parts)]
        if not any(w.taken for w in window) and [w.stem for w in window] == list(parts):
            yield place


def _take(words: Sequence[Word], place: int, length: int) -> None:
    for word in words[place : place + length]:
        word.taken = True


def _stem(word: str) -> str:
    one = singular(word)
    return re.sub(r"(?:tion|ing|ed|ation)$", "", one) if len(one) > 6 else one
