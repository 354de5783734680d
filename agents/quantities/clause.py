"""A sentence of a text as the grammar sees it, and what was said before it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from agents.quantities.items import Item
from agents.quantities.quantity import Rule
from agents.quantities.vocabulary import is_plural
from agents.words import Words

NOUN = r"~[^\s]+(?: ~[^\s]+){0,2}"
PARENT = r"~[^\s]+(?: ~[^\s]+){0,1}"
LONGEST = 80
_TAIL = re.compile(r"(?:ed|ing|ly)\Z")


@dataclass(slots=True)
class Memory:
    """``subject``: the rows spoken of last, to which "each" and "they" refer; ``value`` the number
    spoken of last; ``rows`` the row counts so far."""

    subject: str = ""
    value: str = ""
    rows: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Clause:
    """``pattern`` has one word for each item: ``~noun``, ``of``, ``#n``. ``used`` are indices."""

    text: str
    items: Sequence[Item]
    pattern: str = ""
    starts: list[int] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    rules: list[Rule] = field(default_factory=list)

    def __post_init__(self) -> None:
        length = 0
        for item in self.items:
            self.starts.append(length)
            length += len(item.shown) + 1
        self.pattern = " ".join(item.shown for item in self.items)

    def index(self, place: int) -> int:
        """The item at a place of the pattern."""
        return bisect_right(self.starts, place) - 1

    def item(self, found: re.Match[str], group: str) -> Item:
        """The item where a group begins."""
        return self.items[self.index(found.start(group))]

    def free(self, first: int, last: int) -> bool:
        """Whether no number between two places of the pattern was used."""
        span = range(self.index(first), self.index(max(first, last - 1)) + 1)
        return not any(index in self.used for index in span)

    def use(self, first: int, last: int) -> None:
        """Marks the numbers between two places of the pattern as understood."""
        for index in range(self.index(first), self.index(max(first, last - 1)) + 1):
            if self.items[index].code:
                self.used.add(index)

    def words(self, first: int, last: int) -> Words:
        """The text between two places of the pattern."""
        start = self.items[self.index(first)].start
        end = self.items[self.index(max(first, last - 1))].end
        return Words(start=start, end=end, text=self.text[start:end])

    def counted(self, place: int) -> str:
        """The noun of this sentence that was counted, or told to be had, last before ``place``."""
        found = re.findall(r"(?:#[ny]|with) (~[^\s]+s)(?= )", self.pattern[:place])
        return noun(found[-1]) if found else ""

    def topic(self, place: int) -> str:
        """The noun that the sentence begins with, if it is before ``place``."""
        found = re.match(rf"(?:the |all |our |each |every |an? )?({NOUN})", self.pattern)
        if not found or found.end() > place:
            return ""
        return noun(found.group(1))


def noun(phrase: str) -> str:
    """``~orders ~shipped``: the words of a noun, without a participle at the end."""
    words = phrase.replace("~", "").split()
    while len(words) > 1 and _TAIL.search(words[-1]) and words[-2].endswith("s"):
        words.pop()
    return " ".join(words)


def counted_noun(phrase: str) -> str:
    """``~students ~enrol``: the noun that is counted ends with its last plural, if it has one."""
    words = noun(phrase).split()
    plurals = [place for place, word in enumerate(words) if is_plural(word)]
    return " ".join(words[: plurals[-1] + 1] if plurals else words)


def plain(phrase: str) -> str:
    """The words of a piece of pattern as they are."""
    return phrase.replace("~", "").strip()
