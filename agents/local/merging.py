"""Which of the tables that a small model names join those that the rules found.

The rules are right more often than a small model: what it names besides is taken where the request
has the noun or the verb of it, and never what the rules read as a column, a number or a state.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import takewhile

from agents.knowledge.base import Knowledge
from agents.knowledge.nouns import nouns
from agents.knowledge.word_forms import key_of, singular, words_of
from agents.local.asking import SaidTable

SURE = 0.9
_LEAST_STEM = 4
_ONE = frozenset("a an our the this my one your".split())


def joining(
    said: Sequence[SaidTable],
    drafted: Sequence[str],
    request: str,
    numbers: Collection[str],
    domain: str | None,
    known: Knowledge,
) -> list[SaidTable]:
    """Those of ``said`` that join ``drafted``, under plural names and with references to tables
    that are there. ``numbers`` are the words of the request that state quantities."""
    words = re.findall(r"[a-z]+", request.lower())
    counted = {word for text in numbers for word in re.findall(r"[a-z]+", text.lower())}
    taken = {key_of(name) for name in drafted}
    chosen: list[SaidTable] = []
    for table in said:
        is_new = not _is_there(table.name, taken, domain, known)
        if is_new and _is_meant(table.name, words, counted, domain, known):
            chosen.append(table)
            taken.add(key_of(table.name))
    names = [*drafted, *(table.name for table in chosen)]
    return [
        table.model_copy(update={"references": _targets(table, names, domain, known)})
        for table in chosen
    ]


def told_apart(said: Sequence[SaidTable], request: str) -> list[SaidTable]:
    """Those of ``said`` whose every word the request has, with references among them."""
    words = re.findall(r"[a-z]+", request.lower())
    kept = [t for t in said if all(_has_stem(words, part) for part in words_of(t.name))]
    names = [table.name for table in kept]
    return [
        table.model_copy(update={"references": _targets(table, names, None, None)})
        for table in kept
    ]


def twin(name: str, names: Sequence[str]) -> str | None:
    """The one of ``names`` that means the same table: ``temperature_sensors`` are ``sensors``."""
    key, head = key_of(name), _head(name)
    same = (each for each in names if key_of(each) == key)
    alike = (each for each in names if _head(each) == head and 1 in (_parts(each), _parts(name)))
    return next(same, None) or next(alike, None)


def _is_there(name: str, taken: set[str], domain: str | None, known: Knowledge) -> bool:
    if key_of(name) in taken or _head(name) in taken:
        return True
    entity = _entity(name, domain, known)
    return entity is not None and any(_entity(each, domain, known) == entity for each in taken)


def _is_meant(
    name: str, words: list[str], counted: set[str], domain: str | None, known: Knowledge
) -> bool:
    head = singular(words_of(name)[-1])
    lists = nouns()
    if head in lists.attributes | lists.never | lists.empty | lists.sometimes:
        return False
    if any(_stem(word, head) for word in counted):
        return False
    if any(word != head and singular(word) == head for word in words):
        return True
    if _is_one(head, words):
        return False
    return _entity(name, domain, known) is not None and _has_stem(words, head)


def _is_one(noun: str, words: list[str]) -> bool:
    """Whether a request speaks of one such thing, and so of the whole: ``our hotel``."""
    before = ["the", *words]
    places = [place for place, word in enumerate(words) if word == noun]
    return bool(places) and all(before[place] in _ONE for place in places)


def _entity(name: str, domain: str | None, known: Knowledge) -> str | None:
    found = known.find(name, domain) if domain else None
    return found.entity.name if found is not None and found.score >= SURE else None


def _targets(
    table: SaidTable, names: Sequence[str], domain: str | None, known: Knowledge | None
) -> list[str]:
    found: list[str] = []
    for name in table.references:
        target = twin(name, names)
        if target is None and known is not None:
            entity = _entity(name, domain, known)
            same = (each for each in names if entity and _entity(each, domain, known) == entity)
            target = next(same, None)
        if target is not None and target != table.name and target not in found:
            found.append(target)
    return found


def _head(name: str) -> str:
    return singular(words_of(name)[-1])


def _parts(name: str) -> int:
    return len(words_of(name))


def _has_stem(words: Collection[str], noun: str) -> bool:
    return any(_stem(word, singular(noun)) for word in words)


def _stem(word: str, noun: str) -> bool:
    """Whether a word has the stem of a noun: ``reserve`` of ``reservation``."""
    shared = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, noun, strict=False))
    )
    return word == noun or shared >= max(_LEAST_STEM, len(noun) / 2, len(word) / 2)
