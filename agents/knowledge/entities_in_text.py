"""Which entities of a domain a text names."""

from __future__ import annotations

from agents.knowledge.base import knowledge
from agents.knowledge.entity import Domain, Entity
from agents.knowledge.names_in_text import longest
from agents.words import Words


def find_entities(text: str, domain: Domain | str) -> list[tuple[Entity, Words, float]]:
    """The entities that a text names, each where it is named first, in the order of the text.

    The score is 1 for a table or entity name and 0.9 for a synonym, in the singular or plural. Of
    overlapping names the longest counts: ``order lines`` names no orders.
    """
    names = knowledge().names(domain if isinstance(domain, str) else domain.name)
    best: dict[str, tuple[Entity, Words, float]] = {}
    for key, words in longest(text, names):
        found = names[key]
        known = best.get(found.entity.name)
        if known is None or (known[2] < found.score and known[1].start == words.start):
            best[found.entity.name] = (found.entity, words, found.score)
    return list(best.values())
