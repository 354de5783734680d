"""Names that a text holds: tokens with their places, and the longest names first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from agents.knowledge.word_forms import key_of
from agents.words import Words

MOST_WORDS = 4
_TOKEN = re.compile(r"[A-Za-z]+(?:[_'’][A-Za-z]+)*|\d+")


def pieces(text: str) -> Iterator[tuple[str, Words]]:
    """Every run of up to MOST_WORDS words that a name may be, with its key; longest first at each
    place. A run ends at punctuation other than a hyphen."""
    tokens = list(_TOKEN.finditer(text))
    for first in range(len(tokens)):
        for last in range(min(first + MOST_WORDS, len(tokens)) - 1, first - 1, -1):
            between = [
                text[a.end() : b.start()]
                for a, b in zip(tokens[first:last], tokens[first + 1 : last + 1], strict=True)
            ]
            if all(gap in (" ", "-", "  ", "\n", "_") for gap in between):
                start, end = tokens[first].start(), tokens[last].end()
                yield key_of(text[start:end]), Words(start=start, end=end, text=text[start:end])


def longest(text: str, keys: Iterable[str]) -> list[tuple[str, Words]]:
    """The keys that the text names, in its order, none of them within another one."""
    known, found, end = set(keys), list[tuple[str, Words]](), 0
    for key, words in pieces(text):
        if words.start >= end and key in known:
            found.append((key, words))
            end = words.end
    return found
