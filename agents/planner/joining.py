"""References between the tables of an outline: those that the text says, then the usual ones."""

from __future__ import annotations

from itertools import pairwise

from agents.knowledge.base import Found
from agents.knowledge.nouns import is_person, nouns
from agents.knowledge.pairs import (
    EVENT,
    ORGANISATION,
    OWNED,
    PART,
    PERSON,
    THING,
    links,
    usual_link,
    usual_reference,
)
from agents.knowledge.word_forms import key_of
from agents.planner.columns import columns_for
from agents.planner.naming import plural, singular
from agents.planner.tables import Tables, name_of
from agents.planner.ties import Deed, Ties
from agents.words import Words

_CONTAINERS = frozenset("class room hotel team league branch store site flight bus group".split())


def join_said(tables: Tables, ties: Ties, text: str) -> None:
    """Adds the references, links and events that a text says."""
    for tie in ties.keys:
        if not tie.role and tie.child != tie.parent and _is_of_parts(tables, tie.child, tie.parent):
            link(tables, tie.child, tie.parent, tie.words, text)
            continue
        tables.refer(tie.child, tie.parent, tie.words, role=tie.role, optional=tie.optional)
    for (one, two), (words, outright) in ties.many.items():
        if not outright and any({one, two} <= set(deed.taking) for deed in ties.deeds):
            continue
        back = ties.many.get((two, one))
        if back is not None and one < two and (outright or back[1]):
            link(tables, one, two, words, text)
        elif back is None or (not outright and not back[1] and one < two):
            _several(tables, one, two, words, text, outright=outright)
    for one, two, words, verb in ties.links:
        link(tables, one, two, words, text, verb)
    for deed in ties.deeds:
        if not deed.is_work or not _work(tables, deed):
            taking = tuple(t for t in deed.taking if not _is_in(tables, t, deed, ties.deeds))
            _event(tables, deed.noun, taking, deed.words, text)


def _is_in(tables: Tables, one: str, deed: Deed, deeds: list[Deed]) -> bool:
    """Whether another sentence says a deed of what usually refers to a table: who borrows copies
    of a book needs not borrow the book."""
    domain = tables.domain.name if tables.domain else None
    others = {t for each in deeds if each.noun == deed.noun for t in each.taking}
    return any(
        usual_reference(tables.knowledge, singular(other), singular(one), domain) is not None
        and usual_reference(tables.knowledge, deed.noun, singular(other), domain) is not None
        for other in others - set(deed.taking)
    )


def _is_of_parts(tables: Tables, one: str, two: str) -> bool:
    """Whether two tables of the domain usually meet in the parts of one of them, and in no other
    way: products in carts are cart items."""
    domain = tables.domain.name if tables.domain else None
    base, pair = tables.knowledge, (singular(one), singular(two))
    if not (tables.is_own(one) and tables.is_own(two)):
        return False
    if usual_reference(base, *pair, domain) or usual_reference(base, *pair[::-1], domain):
        return False
    between = usual_link(base, *pair, domain)
    return between is not None and between.entity.table.endswith(("_lines", "_items"))


def _several(
    tables: Tables, one: str, two: str, words: Words, text: str, *, outright: bool
) -> None:
    """Each of ``one`` has several of ``two``: which refer to it, or are linked with it."""
    if two in tables.parents(one) and not outright:
        return
    domain = tables.domain.name if tables.domain else None
    base = tables.knowledge
    usual = usual_reference(base, singular(two), singular(one), domain)
    turned = usual_reference(base, singular(one), singular(two), domain) is not None
    if usual is None and (outright or not turned):
        between = usual_link(base, singular(one), singular(two), domain)
        if between is not None and (outright or between.entity.core):
            link(tables, one, two, words, text)
            return
    head = singular(one).split("_")[-1]
    is_container = head in nouns().organisations | _CONTAINERS or tables.rank(one) == ORGANISATION
    people = is_person(singular(two)) and not is_person(singular(one)) and not is_container
    things = tables.rank(one) >= EVENT and THING <= tables.rank(two) < OWNED
    if usual is None and outright and (people or turned or things) and tables.rank(two) < OWNED:
        link(tables, one, two, words, text)
        return
    if usual is None and turned and not outright:
        tables.refer(one, two, words)
        return
    tables.refer(two, one, words, owner=True)


def link(
    tables: Tables, one: str, two: str, words: Words | None, text: str, verb: str = ""
) -> None:
    """Puts a table between two that both have several of the other, if there is none yet."""
    if tables.link_of(one, two) is not None:
        return
    for name in tables.tables:
        if name in (one, two) or not _may_link(tables, name, one, two):
            continue
        tables.refer(name, one, words, owner=True)
        tables.refer(name, two, words)
        return
    domain = tables.domain.name if tables.domain else None
    found = usual_link(tables.knowledge, singular(one), singular(two), domain)
    if found is not None and (verb != "assign" or "assign" in found.entity.name):
        name = _link_name(tables, found, one, two, text)
        if name not in tables.tables:
            tables.know(found, name, words, text, source="rule")
            refer_usually(tables, name)
            for parent in (one, two):
                tables.refer(name, parent, words)
            return
    first, second = (one, two) if tables.rank(one) >= tables.rank(two) else (two, one)
    if is_person(singular(first)) and not is_person(singular(second)):
        first, second = second, first
    name = f"{singular(first)}_{plural(singular(second))}"
    if verb == "assign":
        name = f"{singular(first)}_assignments"
    if name in tables.tables:
        return
    tables.make(name, words, [])
    tables.refer(name, first, words, owner=True)
    tables.refer(name, second, words)


def _is_entity(tables: Tables, table: str, entity: str, domain: str) -> bool:
    at = tables.knowledge.names(domain).get(key_of(singular(table)))
    return table in tables.of_entity(entity, domain) or (
        at is not None and at.entity.name == entity
    )


def _link_name(tables: Tables, found: Found, one: str, two: str, text: str) -> str:
    name = name_of(found.entity, text)
    for part in ("item", "line"):
        if name.endswith(f"_{part}s"):
            owner = next((r.entity for r in found.entity.references if r.owner), "")
            names = found.domain.name
            at = next((t for t in (one, two) if _is_entity(tables, t, owner, names)), None)
            if at is not None:
                return f"{singular(at)}_{part}s"
    return name


def _may_link(tables: Tables, name: str, one: str, two: str) -> bool:
    """Whether a table of the text is what two others meet in: ``enrollments`` of students."""
    found = tables.entity(name)
    if found is not None:
        for parents in ((one, two), (two, one)):
            entities = [
                {r.entity for r in found.entity.references if (r.implied or r.owner) and parent in
                 tables.of_entity(r.entity, found.domain.name)}
                for parent in parents
            ]  # fmt: skip
            if all(entities) and any(r.owner for r in found.entity.references):
                return True
    head = singular(name)
    composed = {f"{singular(one)}_{singular(two)}", f"{singular(two)}_{singular(one)}"}
    if head in composed or head in {f"{singular(one)}_item", f"{singular(two)}_item"}:
        return True
    return head in ("enrollment", "membership", "assignment", "registration", "participation") and (
        not tables.parents(name) or bool(tables.parents(name) & {one, two})
    )


def _event(tables: Tables, noun: str, taking: tuple[str, ...], words: Words, text: str) -> None:
    """What is done becomes a table, unless one that is named is it."""
    own = [t for t in taking if t in tables.tables]
    if len(set(own)) < 2 and len(own) < 2:
        return
    domain = tables.domain.name if tables.domain else None
    at = tables.knowledge.find(singular(noun), domain) if domain else None
    at = at if at is not None and at.score >= 0.9 else tables.knowledge.find(singular(noun))
    if not noun:
        if not all(is_person(singular(t)) for t in own):
            tables.refer(own[-1], own[0], words)
        return
    name = next((t for t in tables.tables if key_of(t) == key_of(noun)), None)
    if name is None and at is not None:
        same = [t for t in tables.of_entity(at.entity.name, at.domain.name) if t not in own]
        name = same[0] if same else None
    if name is None:
        between = tables.link_of(own[0], own[1]) if own[0] != own[1] else None
        if between is not None:
            return
        fitting = (t for t in tables.tables if t not in own and own[0] != own[1])
        name = next((t for t in fitting if _may_link(tables, t, own[0], own[1])), None)
    if name is None:
        name = plural(noun)
        needed = {r.entity for r in at.entity.references} if at else set[str]()
        fits = at is not None and any(
            t in tables.of_entity(entity, at.domain.name) for entity in needed for t in own
        )
        if at is not None and fits:
            tables.know(at, name, words, text, source="rule")
        else:
            tables.make(name, words, columns_for(name, EVENT))
    if len(set(own)) == 1:
        verb = singular(noun)
        tables.refer(name, own[0], words, role=f"{verb}_from")
        tables.refer(name, own[0], words, role=f"{verb}_to")
        return
    people, rest = own[0], own[1:]
    tables.refer(name, people, words, owner=True)
    for other in rest:
        if usual_link(tables.knowledge, singular(name), singular(other), domain) is not None:
            link(tables, name, other, words, text)
        else:
            tables.refer(name, other, words)


def _work(tables: Tables, deed: Deed) -> bool:
    """Whether work is recorded in a table that is named, and that is left alone otherwise."""
    name = next((t for t in tables.tables if t not in deed.taking and _is_open(tables, t)), None)
    if name is None:
        return False
    for other in deed.taking:
        tables.refer(name, other, deed.words)
    return True


def _is_open(tables: Tables, table: str) -> bool:
    """Whether a table is of events that the text has said no parents of."""
    return tables.is_event(table) and not any(
        r.source == "prompt" for r in tables.tables[table].references
    )


def refer_usually(tables: Tables, table: str) -> None:
    """Adds the references that the entity of a table usually has to those that are there. One to
    what is not there goes on to what that refers to: a loan of a copy is one of its book."""
    found = tables.entity(table)
    if found is None:
        return
    base, domain = tables.knowledge, found.domain
    twins = tables.of_entity(found.entity.name, domain.name)
    if any(tables.reaches(table, twin) for twin in twins if twin != table):
        return
    listed = [c.name for c in tables.tables[table].columns if c.source == "prompt"]
    is_listed = bool(listed) and not any(
        c.source == "knowledge" for c in tables.tables[table].columns
    )
    strict = is_listed and tables.has_listed_keys
    for known in found.entity.references:
        targets = [t for t in tables.of_entity(known.entity, domain.name) if t != table]
        if known.unless is not None and tables.of_entity(known.unless, domain.name):
            continue
        if known.entity == found.entity.name and not strict:
            if tables.tables[table].source == "knowledge":
                tables.refer(table, table, None, known=known)
            continue
        if strict and known.column not in listed:
            continue
        for target in targets[:1]:
            linked = tables.link_of(table, target)
            needed = known.owner and known.implied
            if linked is not None and not needed and tables.tables[linked].source != "knowledge":
                continue
            if tables.reaches(target, table) or _is_said_otherwise(tables, table, target):
                continue
            tables.refer(table, target, None, known=known)
        if not targets and (known.implied or known.owner) and not strict:
            middle = base.entity(domain.name, known.entity)
            for onward in middle.references:
                if not (onward.implied or onward.owner):
                    continue
                for target in tables.of_entity(onward.entity, domain.name)[:1]:
                    apart = not tables.reaches(target, table) and not tables.reaches(table, target)
                    if target != table and apart:
                        tables.refer(table, target, None, owner=known.owner)


def _is_said_otherwise(tables: Tables, table: str, target: str) -> bool:
    """Whether the text leads from a table to another already, by a third."""
    said = {r.table for r in tables.tables[table].references if r.source == "prompt"}
    return target not in said and any(tables.reaches(parent, target) for parent in said)


def join_usually(tables: Tables, text: str, named: list[str]) -> None:
    """Adds the usual references between tables, the usual links, and ties what is left alone."""
    for table in list(tables.tables):
        refer_usually(tables, table)
    _link_usually(tables, text, named)
    order = list(tables.tables)
    for table in order:
        if not tables.parents(table) and not _is_parent(tables, table):
            _tie_alone(tables, table, order)
    for table in order:
        if not _is_parent(tables, table) and tables.rank(table) < EVENT:
            _tie_to_event(tables, table, order)


def _link_usually(tables: Tables, text: str, named: list[str]) -> None:
    """The links of the domain between tables that the text names and does not relate."""
    for core in (True, False):
        for place, one in enumerate(named):
            for two in named[place + 1 :]:
                _link_pair(tables, one, two, text, core=core)


def _link_pair(tables: Tables, one: str, two: str, text: str, *, core: bool) -> None:
    """Links two tables that nothing relates by a core entity, or by any where one is alone."""
    first, second = tables.entity(one), tables.entity(two)
    if tables.domain is None or first is None or second is None:
        return
    if {first.domain.name, second.domain.name} != {tables.domain.name}:
        return
    entities = links(tables.domain.entities, first.entity, second.entity)
    alone = [t for t in (one, two) if not tables.parents(t) and not _is_parent(tables, t)]
    entity = next((e for e in entities if e.core or (alone and not core)), None)
    if entity is None or tables.link_of(one, two) is not None:
        return
    if tables.reaches(one, two) or tables.reaches(two, one):
        return
    if not tables.of_entity(entity.name, tables.domain.name):
        link(tables, one, two, None, text)


def _is_parent(tables: Tables, table: str) -> bool:
    return any(table in tables.parents(each) for each in tables.tables)


def _tie_to_event(tables: Tables, table: str, order: list[str]) -> None:
    """Gives a table that nothing refers to the nearest event that nothing ties to its own parents:
    a court the matches, a vet the visits."""
    place = order.index(table)
    events = [t for t in order if EVENT <= tables.rank(t) < PART and not _is_parent(tables, t)]
    for event in sorted(events, key=lambda t: abs(order.index(t) - place)):
        own = tables.parents(table)
        if tables.is_own(table) and tables.is_own(event):
            continue
        if table in tables.parents(event) or own & {event}:
            return
        if own and any(tables.reaches(event, parent) for parent in own):
            continue
        if not tables.reaches(table, event):
            tables.refer(event, table, None)
            return


def _tie_alone(tables: Tables, table: str, order: list[str]) -> None:
    """Ties a table that nothing refers to: as such nouns are elsewhere, else to its neighbours."""
    noun = singular(table)
    for other in order:
        if other == table:
            continue
        if usual_reference(tables.knowledge, noun, singular(other)) is not None:
            tables.refer(table, other, None)
            return
        turned = usual_reference(tables.knowledge, singular(other), noun) is not None
        if turned and not tables.parents(other):
            tables.refer(other, table, None)
            return
    if tables.rank(table) != PERSON and order.index(table):
        for before, after in pairwise(order):
            if after == table and noun.startswith(f"{singular(before)}_"):
                tables.refer(table, before, None, owner=True)
