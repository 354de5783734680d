"""From a prompt to an outline: tables, columns and relations, from its words and the knowledge."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from agents.knowledge.base import Knowledge
from agents.knowledge.domains_in_text import domains_in_text
from agents.knowledge.entities_in_text import find_entities
from agents.knowledge.entity import Domain, Entity
from agents.outline import Outline, OutlineColumn, OutlineReference, OutlineTable
from agents.planner.listing import Listed, listed_tables
from agents.planner.naming import plural, singular, snake
from agents.planner.relating import Related, relations_in
from agents.quantities.quantity import Cardinality, Place, Reading, RowCount, Rule, Share
from agents.words import Words
from assets.schema.names import dataset_name_from

MOST_TEXT = 20_000
"""Characters of a prompt that are read; what follows is not looked at."""

SURE_OF_DOMAIN = 0.35
MOST_TABLES = 40
_OUTSIDE = frozenset(
    "database table column row record system schema dataset data day month year".split()
)

_MANAGED = re.compile(
    r"\b(?:manag(?:e|es|ing)|track(?:s|ing)?|stor(?:e|es|ing)|record(?:s|ing)?|about|"
    r"specifically for|data(?:base)? (?:for|of)) ([^.;:\n]{3,200})",
    re.IGNORECASE,
)


def outline(text: str, knowledge: Knowledge, reading: Reading) -> Outline:
    """The outline of what the text asks for. ``tables`` is empty where it names none, and no
    domain: then there is something to ask, and nothing is made up."""
    text = text[:MOST_TEXT]
    return _Outlining(text, knowledge, reading).make()


@dataclass
class _Outlining:
    text: str
    knowledge: Knowledge
    reading: Reading
    tables: dict[str, OutlineTable] = field(default_factory=dict)
    domain: Domain | None = None

    def make(self) -> Outline:
        about = domains_in_text(self.text, self.knowledge)
        self.domain = about[0].domain if about and about[0].score >= SURE_OF_DOMAIN else None
        listed = listed_tables(self.text)
        relations = relations_in(self.text)
        for each in listed:
            if each.strict or self._is_noun_of_table(each.name):
                self._list(each)
        is_listed = any(each.strict for each in listed if each.name)
        self._name_entities(listed, is_listed)
        self._name_counted()
        for related in relations:
            self._relate(related, is_listed)
        if not self.tables:
            self._name_managed()
        if self.domain is not None and not self.tables:
            for entity in self.domain.entities:
                if entity.core:
                    self._know(entity, None)
        if not is_listed:
            self._imply()
        self._refer()
        locale = next((q.locale for q in self.reading.quantities if isinstance(q, Place)), None)
        name = self.domain.name if self.domain else next(iter(self.tables), "dataset")
        return Outline(
            name=dataset_name_from(name),
            domain=self.domain.name if self.domain else None,
            locale=locale,
            tables=list(self.tables.values())[:MOST_TABLES],
            prompt=self.text,
        )

    def _is_noun_of_table(self, name: str) -> bool:
        return singular(name) not in _OUTSIDE and name.split("_")[-1] not in {"company", "app"}

    def _entity(self, name: str) -> Entity | None:
        if self.domain is not None:
            found = self.knowledge.names(self.domain.name).get(_key(name))
            return found.entity if found else None
        return None

    def _at(self, name: str) -> str | None:
        """The name of the table that a noun means, where it is in the outline."""
        entity = self._entity(name)
        for table in self.tables.values():
            if singular(table.name) == singular(snake(name)):
                return table.name
            if entity is not None and table.entity == entity.name:
                return table.name
        return None

    def _list(self, listed: Listed) -> None:
        name = listed.name
        if self._at(name) is not None:
            return
        entity = self._entity(name)
        key = listed.primary_key or [
            column.name
            for column in listed.columns[:1]
            if column.name in ("id", f"{singular(name)}_id", "code", f"{singular(name)}_code")
            or (
                column.name.endswith(("_id", "_number", "_code"))
                and column.name.split("_")[0] in name
            )
        ]
        self.tables[name] = OutlineTable(
            name=name if listed.strict else plural(name),
            entity=entity.name if entity else None,
            columns=listed.columns,
            primary_key=key,
            source="prompt",
            words=listed.words,
        )
        if not listed.strict:
            self.tables[plural(name)] = self.tables.pop(name)

    def _name_entities(self, listed: list[Listed], is_listed: bool) -> None:
        if self.domain is None:
            return
        spans = [(each.words.start, each.words.end) for each in listed]
        for entity, words, score in find_entities(self.text, self.domain):
            inside = any(start <= words.start < end for start, end in spans)
            inside = inside or self._is_moment(words, entity)
            if not inside and not is_listed and self._at(entity.name) is None:
                self._know(entity, words, score)

    def _is_moment(self, words: Words, entity: Entity) -> bool:
        """Whether a noun is but the moment or state of a rule: "dates after delivery"."""
        for quantity in self.reading.quantities:
            if isinstance(quantity, Rule) and not _is_of_rows(quantity):
                at = quantity.words
                names = {singular(snake(n)) for n in (entity.name, entity.table, *entity.synonyms)}
                if at.start <= words.start < at.end and singular(quantity.subject) not in names:
                    return True
        return False

    def _know(self, entity: Entity, words: Words | None, confidence: float = 1.0) -> None:
        chosen = [
            OutlineColumn(name=column.name, type=column.type, source="knowledge")
            for column in entity.columns
            if column.core
        ]
        for column in entity.columns:
            found = None if column.core else _said(self.text, column.name, column.synonyms)
            if found is not None:
                chosen.append(
                    OutlineColumn(name=column.name, type=column.type, source="prompt", words=found)
                )
        self.tables[entity.table] = OutlineTable(
            name=entity.table,
            entity=entity.name,
            columns=chosen,
            primary_key=entity.primary_key,
            source="prompt" if words else "knowledge",
            words=words,
            confidence=confidence,
        )

    def _name_counted(self) -> None:
        for quantity in self.reading.quantities:
            nouns: list[str] = []
            if isinstance(quantity, RowCount):
                nouns = [quantity.subject] if quantity.subject else []
            elif isinstance(quantity, Cardinality):
                nouns = [quantity.parent, quantity.child]
            elif isinstance(quantity, Share) and quantity.child:
                nouns = [quantity.child]
            for noun in nouns:
                self._noun(noun, quantity.words)

    def _name_managed(self) -> None:
        """The plural nouns of what is to be managed: "manage courses and students"."""
        for match in _MANAGED.finditer(self.text):
            for noun in re.finditer(r"[A-Za-z][\w-]{2,}", match[1]):
                name = noun[0].lower()
                if name == singular(name) or singular(name) in _OUTSIDE:
                    continue
                start = match.start(1) + noun.start()
                words = Words(start=start, end=start + len(name), text=noun[0])
                self._noun(name, words)

    def _noun(self, noun: str, words: Words) -> str | None:
        name = singular(snake(noun))
        if not name or name in _OUTSIDE or not name[0].isalpha():
            return None
        at = self._at(name) or self._ending(name)
        if at is not None:
            return at
        entity = self._entity(name)
        if entity is None and self.domain is not None:
            ends = [e for e in self.domain.entities if e.name.endswith(f"_{name}")]
            entity = ends[0] if len(ends) == 1 else None
        if entity is not None:
            self._know(entity, words)
            return entity.table
        if len(name.split("_")) > 3:
            return None
        table = plural(name)
        self.tables[table] = OutlineTable(
            name=table,
            columns=[OutlineColumn(name="name", source="rule")],
            primary_key=[f"{name}_id"],
            source="prompt",
            words=words,
            confidence=0.7,
        )
        return table

    def _ending(self, name: str) -> str | None:
        ends = [table for table in self.tables if singular(table).endswith(f"_{name}")]
        return ends[0] if len(ends) == 1 else None

    def _relate(self, related: Related, is_listed: bool) -> None:
        if is_listed and not (self._at(related.parent) and self._at(related.child)):
            return
        parent = self._noun(related.parent, related.words)
        child = self._noun(related.child, related.words)
        if parent is None or child is None or parent == child:
            return
        if related.many:
            self._link(parent, child, related)
        elif not self._is_known_pair(child, parent):
            self._add_reference(child, parent, related.words, owner=True)

    def _is_known_pair(self, child: str, parent: str) -> bool:
        one, other = self._known(child), self._known(parent)
        return (
            one is not None
            and other is not None
            and any(reference.entity == other.name for reference in one.references)
        )

    def _link(self, one: str, other: str, related: Related) -> None:
        for table in self.tables.values():
            entity = self._known(table.name)
            named = {r.entity for r in entity.references} if entity else set[str]()
            ends = {self.tables[one].entity, self.tables[other].entity}
            if None not in ends and ends <= named:
                return
        if self.domain is not None and self.tables[one].entity and self.tables[other].entity:
            ends = {self.tables[one].entity, self.tables[other].entity}
            for entity in self.domain.entities:
                if ends <= {reference.entity for reference in entity.references}:
                    self._know(entity, related.words)
                    return
        name = f"{singular(one)}_{plural(singular(other))}"
        if name in self.tables:
            return
        self.tables[name] = OutlineTable(
            name=name,
            primary_key=[f"{singular(name)}_id"],
            source="prompt",
            words=related.words,
            references=[
                OutlineReference(table=one, owner=True, source="prompt", words=related.words),
                OutlineReference(table=other, source="prompt", words=related.words),
            ],
        )

    def _known(self, table: str) -> Entity | None:
        name = self.tables[table].entity
        if name is None or self.domain is None:
            return None
        return self.knowledge.entity(self.domain.name, name)

    def _imply(self) -> None:
        waiting = list(self.tables)
        while waiting and len(self.tables) < MOST_TABLES:
            entity = self._known(waiting.pop())
            for reference in entity.references if entity and self.domain else []:
                assert self.domain is not None
                other = self.knowledge.entity(self.domain.name, reference.entity)
                if reference.implied and self._at(other.name) is None:
                    self._know(other, None, 0.8)
                    waiting.append(other.table)

    def _refer(self) -> None:
        """Keys of the knowledge base, and those that listed columns are by their names."""
        for name in list(self.tables):
            entity = self._known(name)
            listed = {column.name for column in self.tables[name].columns}
            strict = (
                self.tables[name].source == "prompt"
                and any(
                    column.source == "prompt" and column.words
                    for column in self.tables[name].columns
                )
                and not any(column.source == "knowledge" for column in self.tables[name].columns)
            )
            for known in entity.references if entity and self.domain else []:
                assert self.domain is not None
                other = self.knowledge.entity(self.domain.name, known.entity)
                target = self._at(other.name)
                if target is None or (strict and known.column not in listed):
                    continue
                self._add_reference(
                    name,
                    target,
                    None,
                    columns=[known.column],
                    owner=known.owner,
                    optional=known.optional,
                    one_to_one=known.one_to_one,
                )
            for column in sorted(listed):
                stem = re.sub(r"_(id|code|number|no)$", "", column)
                if stem == column or column in self.tables[name].primary_key:
                    continue
                target = self._at(stem) or self._at(stem.split("_")[-1])
                if target is not None and (target != name or stem != singular(name)):
                    self._add_reference(name, target, None, columns=[column])

    def _add_reference(
        self,
        child: str,
        parent: str,
        words: Words | None,
        *,
        columns: list[str] | None = None,
        owner: bool = False,
        optional: bool = False,
        one_to_one: bool = False,
    ) -> None:
        table = self.tables[child]
        for each in table.references:
            if each.table == parent and (not columns or each.columns in ([], columns)):
                return
        is_owned = any(each.owner for each in table.references)
        reference = OutlineReference(
            table=parent,
            columns=columns or [],
            optional=optional or parent == child,
            one_to_one=one_to_one,
            owner=owner and not is_owned and parent != child,
            source="prompt" if words else "knowledge",
            words=words,
        )
        references = [*table.references, reference]
        self.tables[child] = table.model_copy(update={"references": references})


def questions_for(made: Outline) -> list[str]:
    """What to ask before the outline can be built: empty where it names tables."""
    if made.tables:
        return []
    return [
        "What is the data about? Name a field of business (a bookshop, a clinic) or the tables "
        "with their columns, such as: customers (id, name, email), each with 1 to 5 orders."
    ]


def _said(text: str, name: str, synonyms: list[str]) -> Words | None:
    for phrase in (name.replace("_", " "), *synonyms):
        if len(phrase) < 4:
            continue
        found = re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE)
        if found:
            return Words(start=found.start(), end=found.end(), text=found[0])
    return None


def _key(name: str) -> str:
    from agents.knowledge.word_forms import key_of

    return key_of(name.replace("_", " "))


def _is_of_rows(rule: Rule) -> bool:
    """Whether the rule says that rows have others: "cancelled bookings have no payment"."""
    return rule.has and re.search(r"\bdates?\b|\btime\b", rule.words.text) is None
