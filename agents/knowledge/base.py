"""The knowledge base: all domains, and their entities by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from agents.knowledge.data_files import read_data
from agents.knowledge.entity import Domain, Entity, KnownColumn
from agents.knowledge.likeness import nearest
from agents.knowledge.word_forms import key_of, singular, words_of

FOLDER = Path(__file__).parent / "domains"
NAME, SYNONYM = 1.0, 0.9
"""Scores of what a name or a synonym finds; likeness of meaning scores below ``SYNONYM``."""

LEAST_LIKENESS = 0.42
"""Below this, meanings are too far apart: most unrelated nouns lie between 0 and 0.3."""


@dataclass(frozen=True)
class Found:
    """An entity, its domain, and how surely a name means it: 1 for its own name."""

    domain: Domain
    entity: Entity
    score: float


class Knowledge:
    """All ``domains``, by ``name``. Cheap to ask: its indexes are made once."""

    def __init__(self, domains: list[Domain]) -> None:
        self.domains = {domain.name: domain for domain in domains}
        self._names: dict[str, dict[str, Found]] = {}
        for domain in domains:
            names = self._names[domain.name] = {}
            for found, name in _names(domain):
                known = names.get(key_of(name))
                if known is None or known.score < found.score:
                    names[key_of(name)] = found

    def names(self, domain: str) -> dict[str, Found]:
        """The entities of a domain by the keys (``word_forms.key_of``) of all their names."""
        return self._names[domain]

    def entity(self, domain: str, name: str) -> Entity:
        """The entity of that very name in a domain. Raises KeyError when there is none."""
        for entity in self.domains[domain].entities:
            if entity.name == name:
                return entity
        raise KeyError(name)

    def find(self, name: str, domain: str | None = None) -> Found | None:
        """The entity that ``name`` means, of one domain or of any.

        Names come before synonyms, singular and plural are alike; last, the nearest in meaning
        whose likeness is ``LEAST_LIKENESS`` or more, with that as its score. None without one.
        """
        domains = [domain] if domain is not None else list(self.domains)
        key = key_of(name)
        exact = [self._names[each][key] for each in domains if key in self._names[each]]
        if exact:
            return max(exact, key=lambda found: found.score)
        if domain is None:
            return None
        return self._nearest(name, domain)

    def _nearest(self, name: str, domain: str) -> Found | None:
        named = list(_names(self.domains[domain]))
        place, score = nearest(name, tuple(text for _, text in named))
        if score < LEAST_LIKENESS:
            return None
        found = named[place][0]
        return Found(found.domain, found.entity, min(score, SYNONYM - 0.01))

    @cached_property
    def columns(self) -> dict[str, dict[str, float]]:
        """For each domain the keys of its columns' names, each with 1 over the number of domains
        that have it. Those that are entities too are left out."""
        keys = {
            name: {
                key_of(word)
                for entity in domain.entities
                for column in entity.columns
                for word in (column.name, *column.synonyms)
                if key_of(word) not in self.rarity
            }
            for name, domain in self.domains.items()
        }
        counts = Counter(key for own in keys.values() for key in own)
        return {name: {key: 1 / counts[key] for key in own} for name, own in keys.items()}

    @cached_property
    def rarity(self) -> dict[str, float]:
        """For each key of a name, 1 over the number of domains that have it."""
        counts: dict[str, int] = {}
        for names in self._names.values():
            for key in names:
                counts[key] = counts.get(key, 0) + 1
        return {key: 1 / count for key, count in counts.items()}


def _names(domain: Domain) -> Iterator[tuple[Found, str]]:
    for entity in domain.entities:
        for name in (entity.name, entity.table):
            yield Found(domain, entity, NAME), name
        for name in entity.synonyms:
            yield Found(domain, entity, SYNONYM), name


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    """The whole knowledge base, read once a process."""
    return Knowledge([read_data(path, Domain) for path in sorted(FOLDER.glob("*.yaml"))])


def known_column(entity: Entity, name: str) -> KnownColumn | None:
    """The usual column of an entity that ``name`` means: by its name, else by a synonym."""
    key = key_of(name)
    for column in entity.columns:
        if key_of(column.name) == key:
            return column
    for column in entity.columns:
        if key in map(key_of, column.synonyms):
            return column
    rest = _without_entity(name, entity)
    return known_column(entity, rest) if rest else None


def _without_entity(name: str, entity: Entity) -> str:
    """``order date`` of an order is its ``date``; empty where the entity is not named first."""
    own, words = words_of(entity.name), words_of(name)
    named = [singular(word) for word in words[: len(own)]] == own
    return "_".join(words[len(own) :]) if named else ""
