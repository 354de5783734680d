"""How tables are usually related: what the knowledge base says of two nouns, in any domain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agents.knowledge.base import Found, Knowledge
from agents.knowledge.entity import Entity, KnownReference
from agents.knowledge.nouns import is_person, nouns
from agents.knowledge.word_forms import key_of, singular

ORGANISATION, PERSON, THING, OWNED, EVENT, PART = 0.0, 0.3, 0.6, 1.0, 2.0, 3.0
"""How much a table leans on others: of two, the one with the higher rank refers to the other."""

_EVENTS = tuple(
    (
        "tion sion ment ing ance al sale visit claim order request report log record event booking "
        "payment invoice bill receipt ticket review trip lease contract grade result vote match "
        "note fee fine alert message comment rsvp transfer entry history play like bid offer "
        "dispute interview check test lesson attendance delivery return refund call view royalty "
        "workout voyage appeal post score loan rental session document file photo image picture "
        "list cart basket package schedule performance check_in certificate timesheet"
    ).split()
)
_THINGS = frozenset(
    (
        "building apartment equipment department hospital terminal station portal cereal "
        "instrument airline garment parking animal journal meal rental listing ring element "
        "medal material mineral aisle hall signal drawing painting housing"
    ).split()
)


@dataclass(frozen=True)
class Usual:
    """A usual reference between two nouns, with the entity and the domain that state it."""

    found: Found
    reference: KnownReference


def usual_reference(
    base: Knowledge, child: str, parent: str, domain: str | None = None
) -> Usual | None:
    """How ``child`` usually refers to ``parent``: in ``domain`` first, else in any other."""
    names = [domain] if domain else []
    for name in [*names, *(each for each in base.domains if each != domain)]:
        one, other = base.names(name).get(key_of(child)), base.names(name).get(key_of(parent))
        if one is None or other is None:
            continue
        for reference in one.entity.references:
            if reference.entity == other.entity.name and one.entity.name != other.entity.name:
                return Usual(one, reference)
    return None


def usual_link(base: Knowledge, one: str, other: str, domain: str | None = None) -> Found | None:
    """The entity that usually stands between two nouns: a line between order and product."""
    names = [domain] if domain else []
    for name in [*names, *(each for each in base.domains if each != domain)]:
        first, second = base.names(name).get(key_of(one)), base.names(name).get(key_of(other))
        if first is None or second is None or first.entity is second.entity:
            continue
        for entity in links(base.domains[name].entities, first.entity, second.entity):
            return Found(base.domains[name], entity, 1.0)
    return None


def links(entities: list[Entity], one: Entity, other: Entity) -> Iterator[Entity]:
    """The entities whose rows cannot be without one row of each of two others."""
    for entity in entities:
        needed = {r.entity for r in entity.references if r.implied or r.owner}
        if {one.name, other.name} <= needed and entity.name not in (one.name, other.name):
            yield entity


def rank(name: str, entity: Entity | None) -> float:
    """How much a table of that name (singular, snake case) leans on others."""
    head = singular(name.split("_")[-1])
    known = nouns()
    if head in known.parts and "_" in name:
        return PART
    if is_person(name):
        return PERSON
    if entity is not None:
        if any(reference.owner for reference in entity.references):
            return EVENT if not entity.references[0].optional else OWNED
        if any(reference.implied for reference in entity.references):
            return OWNED
        return THING if head not in known.organisations else ORGANISATION
    if head in known.organisations:
        return ORGANISATION
    if head.endswith(_EVENTS) and head not in _THINGS:
        return EVENT
    return THING
