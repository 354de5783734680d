"""Relations that the text says in words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agents.planner.naming import singular, snake
from agents.words import Words

_NOUN = r"[A-Za-z][\w-]*(?: (?!can\b|may\b|must\b|ha[sv]e?\b|belongs?\b|is\b|are\b)[A-Za-z][\w-]*)?"
_SOME = (
    r"(?:many|multiple|several|one or more|zero or more|some|any number of|"
    r"\d+ ?(?:to|-) ?\d+|up to \d+)"
)
_ENTRY = r"(?:(?:each|every|an?|one|the) )?"
_AFTER = r"[A-Za-z][\w-]*(?: [A-Za-z][\w-]*)?"
_BELONGS = re.compile(
    rf"\b(?:each|every|an?|the) (?P<child>{_NOUN}) (?:must |can |may )?(?:belongs? to|is part of|"
    rf"is placed by|is written by|is owned by|is assigned to|refers? to|is made by) "
    rf"(?:exactly |only )?(?:an?|one|the|single|its) (?P<parent>{_AFTER})",
    re.IGNORECASE,
)
_HAS = re.compile(
    rf"\b{_ENTRY}(?P<parent>{_NOUN}) (?:can |may |must )?(?:each )?(?:has|have|with|owns?|"
    rf"places?|contains?|writes?|makes?|receives?) {_SOME} (?P<child>{_AFTER})",
    re.IGNORECASE,
)
_EACH_WITH = re.compile(
    rf"\b(?P<parent>[A-Za-z][\w-]*)(?: in [A-Z]\w+)?, ?each (?:with|having) {_SOME} "
    rf"(?P<child>[A-Za-z][\w-]*)",
    re.IGNORECASE,
)
_MANY = re.compile(
    rf"\b{_ENTRY}(?P<parent>{_NOUN}) (?:can|may) (?:enrol+ in|enrol+ for|subscribe to|take|"
    rf"attend|join|be assigned to|belong to|work on|have) {_SOME} (?P<child>{_AFTER})",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"many[- ]to[- ]many (?:relationship |relation )?between (?P<parent>\w+) and (?P<child>\w+)",
    re.IGNORECASE,
)
_LINKING = re.compile(r"enrol|subscribe|take|attend|join|assigned|belong|work on", re.IGNORECASE)
_EMPTY = frozenset(
    {"it", "they", "which", "that", "this", "there", "and", "or", "we", "i", "you", "company",
     "database", "system", "table", "different", "other", "of", "the", "each", "them", "kinds"}
)  # fmt: skip


@dataclass(frozen=True)
class Related:
    """``child`` has a key to ``parent``; ``many``: both have several of the other."""

    parent: str
    child: str
    words: Words
    many: bool = False


def relations_in(text: str) -> list[Related]:
    """The relations that the text states between nouns, singular in snake case, in its order."""
    found: list[Related] = []
    for pattern in (_MANY, _BOTH, _BELONGS, _HAS, _EACH_WITH):
        for match in pattern.finditer(text):
            many = pattern is _BOTH or (pattern is _MANY and _LINKING.search(match[0]) is not None)
            parent, child = _noun(match["parent"]), _noun(match["child"])
            if not parent or not child or parent == child:
                continue
            words = Words(start=match.start(), end=match.end(), text=match[0])
            if any(
                {parent, child} == {each.parent, each.child}
                or (each.many and each.words.start <= words.start < each.words.end)
                for each in found
            ):
                continue
            found.append(Related(parent, child, words, many))
    return sorted(found, key=lambda each: each.words.start)


def _noun(phrase: str) -> str:
    parts = [part for part in snake(phrase).split("_") if part]
    while parts and parts[0] in {"each", "every", "a", "an", "the", "own", "single"}:
        parts = parts[1:]
    for place, part in enumerate(parts):
        if part in {"and", "or", "with", "by", "in", "of", "to", "on", "from", "has", "have", "per",
                    "most", "is", "are", "at", "for", "over", "while", "who", "that"}:  # fmt: skip
            parts = parts[:place]
            break
    name = singular("_".join(parts))
    return "" if not parts or parts[-1] in _EMPTY else name
