"""From a prompt to an outline: tables, columns and relations, from its words and the knowledge."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.grammar.phrases import Phrase
from agents.knowledge.base import Found, Knowledge
from agents.knowledge.domains_in_text import domains_in_text
from agents.knowledge.entity import Domain, Entity
from agents.knowledge.nouns import nouns
from agents.knowledge.pairs import usual_reference
from agents.knowledge.word_forms import key_of
from agents.outline import Outline, OutlineTable
from agents.planner.candidates import Candidate, candidates
from agents.planner.columns import columns_for
from agents.planner.joining import join_said, join_usually
from agents.planner.listing import Listed, listed_tables
from agents.planner.named import Named, named_tables, template_of
from agents.planner.naming import plural, singular
from agents.planner.present import adds, domain_of, present_tables
from agents.planner.relating import ties_in, wholes_of
from agents.planner.tables import MOST_TABLES, Tables, name_of
from agents.planner.ties import Ties, Told
from agents.quantities.quantity import Cardinality, Place, Reading
from agents.words import Words
from assets.schema.dataset import Dataset
from assets.schema.names import dataset_name_from

MOST_TEXT = 20_000
"""Characters of a prompt that are read; what follows is not looked at."""

SURE_OF_DOMAIN = 0.35
FEW, MANY = 2, 4
"""Fewer named tables than FEW are completed by all that they usually come with, up to MANY by
those whose rows they are."""


def outline(
    text: str, knowledge: Knowledge, reading: Reading, current: Dataset | None = None
) -> Outline:
    """The outline of what the text asks for. ``tables`` is empty where it names none, and no
    domain: then there is something to ask, and nothing is made up.

    Where the text adds to a ``current`` dataset, the outline has the tables of that, too, with the
    references that they get."""
    made = _Outlining(text[:MOST_TEXT], knowledge, reading)
    if current is not None and adds(text):
        made.begin_with(current)
    return made.make()


class _Outlining:
    def __init__(self, text: str, knowledge: Knowledge, reading: Reading) -> None:
        about = domains_in_text(text, knowledge)
        self.text, self.knowledge, self.reading = text, knowledge, reading
        self.domain: Domain | None = (
            about[0].domain if about and about[0].score >= SURE_OF_DOMAIN else None
        )
        self.listed = listed_tables(text)
        strict = [each for each in self.listed if each.strict]
        self.is_listed = len(strict) > 1 or any(
            _is_key(column.name, each.name) for each in strict for column in each.columns[:1]
        )
        self.tables = Tables(knowledge, self.domain)
        self.names: dict[str, str] = {}
        self.present: set[str] = set()

    def begin_with(self, current: Dataset) -> None:
        """Has the tables of a dataset from the start."""
        self.domain = domain_of(current, self.knowledge) or self.domain
        there = present_tables(current, self.domain, self.knowledge)
        self.tables = Tables(self.knowledge, self.domain, there)
        self.present = set(self.tables.tables)

    def make(self) -> Outline:
        spans = [(each.words.start, each.words.end) for each in self.listed]
        found = candidates(self.text, self.knowledge, self.domain, self.reading, spans)
        for each in self.listed:
            self._list(each)
        named = named_tables(self.text, found)
        if not self.is_listed and not self._is_nothing(named):
            parts = nouns().parts
            for name, candidate in sorted(named.tables.items(), key=lambda each: each[0] in parts):
                self._name(name, candidate, named)
        own = list(self.tables.tables)
        told = Told(
            table=lambda phrase: self._table(named, phrase),
            role=lambda phrase: named.roles.get(phrase.head, ""),
            rank=self.tables.rank,
            usual=self._is_usual,
            people=self.names.get(named.people() or ""),
        )
        ties = ties_in(self.text, told)
        self._leave_to_numbers(ties)
        join_said(self.tables, ties, self.text)
        if self.domain is not None and not own:
            for entity in self.domain.entities:
                if entity.core:
                    self.tables.know(Found(self.domain, entity, 1.0), entity.table, None, self.text)
        elif self.present:
            pass
        elif not self.is_listed and all(self.tables.is_own(table) for table in own):
            self._complete(own)
        self.tables.leave_out()
        join_usually(self.tables, self.text, own)
        self._refer_by_columns()
        return self._outline()

    def _leave_to_numbers(self, ties: Ties) -> None:
        """Drops what the sentence of a count seems to say the other way round: in "200 customers,
        each with 1 to 3 orders" no order has customers."""
        counts = [q for q in self.reading.quantities if isinstance(q, Cardinality)]
        pairs = {(self._at(each.parent), self._at(each.child)): each.words for each in counts}
        for (parent, child), words in pairs.items():
            if parent is None or child is None or (child, parent) in pairs:
                continue
            turned = ties.many.get((child, parent))
            if turned is not None and _overlap(turned[0], words):
                ties.many.pop((child, parent))
                ties.many.setdefault((parent, child), (words, False))

    def _is_nothing(self, named: Named) -> bool:
        """Whether a noun alone, which nothing knows, is not enough to make data of."""
        nouns_ = list(named.tables.values())
        return (
            self.domain is None
            and len(nouns_) < FEW
            and not any(each.found or phrase.number for each in nouns_ for phrase in each.phrases)
        )

    def _outline(self) -> Outline:
        places = (q.locale for q in self.reading.quantities if isinstance(q, Place))
        name = self.domain.name if self.domain else next(iter(self.tables.tables), "dataset")
        return Outline(
            name=dataset_name_from(name),
            domain=self.domain.name if self.domain else None,
            locale=next(places, None),
            tables=list(self.tables.tables.values())[:MOST_TABLES],
            prompt=self.text,
        )

    def _table(self, named: Named, phrase: Phrase) -> str | None:
        name = named.table(phrase)
        if name is not None and name in self.names:
            return self.names[name]
        return self._at(phrase.name) or self._known_as(phrase.name)

    def _known_as(self, noun: str) -> str | None:
        """The one table that a noun is another word for in the domain: ``titles`` of books."""
        found = self.knowledge.names(self.domain.name).get(key_of(noun)) if self.domain else None
        if found is None or self.domain is None:
            return None
        tables = self.tables.of_entity(found.entity.name, self.domain.name)
        return tables[0] if len(tables) == 1 else None

    def _is_usual(self, child: str, parent: str) -> bool:
        domain = self.domain.name if self.domain else None
        found = usual_reference(self.knowledge, singular(child), singular(parent), domain)
        return found is not None

    def _at(self, noun: str) -> str | None:
        """The table of a listed or usual noun, where there is one."""
        key = key_of(noun)
        return next((table for table in self.tables.tables if key_of(table) == key), None)

    def _name(self, name: str, candidate: Candidate, named: Named) -> None:
        words = min(candidate.phrases, key=lambda phrase: phrase.head).words
        if self.present:
            name = name.removeprefix("table_")
            if name.endswith(("_column", "_field")):
                return
        at = self._at(name)
        if at is not None:
            self.names[name] = at
            return
        table = plural(name)
        if name in nouns().parts:
            table = self._part(name, candidate, named) or table
        self.names[name] = table
        if table in self.tables.tables:
            return
        found = template_of(candidate, self.knowledge)
        same = self._present(found)
        if same is not None:
            self.names[name] = same
            return
        if table != plural(name):
            domain = self.domain.name if self.domain else None
            usual = self.knowledge.names(domain).get(key_of(table)) if domain else found
            found = usual or (found if found and self._is_whole(found.entity, table) else None)
        if found is not None:
            confidence = found.score if candidate.known is not None else 0.8
            self.tables.know(found, table, words, self.text, confidence)
        else:
            self.tables.make(table, words, columns_for(name, self.tables.rank(table)))

    def _present(self, found: Found | None) -> str | None:
        """The table of the current dataset that an entity is: buyers are its customers."""
        if found is None:
            return None
        same = self.tables.of_entity(found.entity.name, found.domain.name)
        return next((table for table in same if table in self.present), None)

    def _part(self, name: str, candidate: Candidate, named: Named) -> str | None:
        """The name of the parts of another table: the lines of an order are order lines."""
        found = candidate.found
        heads = {phrase.head for phrase in candidate.phrases}
        for whole in wholes_of(self.text, heads):
            table = self._table(named, whole)
            if table is not None and self.tables.is_event(table):
                return f"{singular(table)}_{'line' if name == 'line' else 'item'}s"
        owner = (
            next((r.entity for r in found.entity.references if r.owner), None) if found else None
        )
        if found is None or owner is None:
            return None
        part = "line" if name == "line" else "item"
        at = self.tables.of_entity(owner, found.domain.name)
        return f"{singular(at[0]) if at else owner}_{part}s"

    def _is_whole(self, part: Entity, table: str) -> bool:
        """Whether a table of parts is of the very whole that an entity's rows are: the items of a
        sale are those of an order."""
        domain = self.domain.name if self.domain else ""
        wholes = [r.entity for r in part.references if r.owner and domain]
        return any(
            table.startswith(f"{singular(at)}_")
            for whole in wholes
            for at in self.tables.of_entity(whole, domain)
        )

    def _complete(self, own: Sequence[str]) -> None:
        """What tables usually come with: those that they cannot be without, the fewer the more
        tables the text names."""
        waiting = list(self.tables.tables)
        while waiting and self.domain is not None and len(self.tables.tables) < MOST_TABLES:
            found = self.tables.entity(waiting.pop())
            if found is None or found.domain.name != self.domain.name:
                continue
            needed = self._needed(found.entity, len(own))
            for name in needed:
                entity = self.knowledge.entity(self.domain.name, name)
                if self.tables.of_entity(name, self.domain.name):
                    continue
                table = name_of(entity, self.text)
                self.tables.know(Found(self.domain, entity, 1.0), table, None, self.text, 0.8)
                waiting.append(table)

    def _needed(self, entity: Entity, named: int) -> list[str]:
        assert self.domain is not None
        if named > MANY:
            return []
        references = [r for r in entity.references if r.implied and (r.owner or named < FEW)]
        if named >= FEW:
            references = [r for r in references if not self._is_reached(r.entity)]
        parts = [
            each.name
            for each in self.domain.entities
            if each.core
            and each.table.endswith(("_lines", "_items"))
            and any(r.entity == entity.name and r.owner for r in each.references)
        ]
        if entity.table.endswith(("_lines", "_items")):
            references = [r for r in entity.references if r.implied]
        return [*(r.entity for r in references), *(parts if named <= FEW else [])]

    def _is_reached(self, entity: str) -> bool:
        """Whether what an entity needs is there, so that it can be done without."""
        assert self.domain is not None
        middle = self.knowledge.entity(self.domain.name, entity)
        return any(
            self.tables.of_entity(r.entity, self.domain.name)
            for r in middle.references
            if r.implied or r.owner
        )

    def _list(self, listed: Listed) -> None:
        """A table whose columns the text lists: it has those, and no usual ones."""
        name = listed.name
        if self._at(name) is not None:
            return
        key = listed.primary_key or [
            column.name for column in listed.columns[:1] if _is_key(column.name, name)
        ]
        found = self.knowledge.names(self.domain.name).get(key_of(name)) if self.domain else None
        table = name if listed.strict else plural(name)
        self.tables.tables[table] = OutlineTable(
            name=table,
            entity=found.entity.name if found else None,
            columns=listed.columns,
            primary_key=key,
            source="prompt",
            words=listed.words,
        )
        self.names[singular(table)] = table

    def _refer_by_columns(self) -> None:
        """The keys that listed columns are by their names: ``customer_id``."""
        for name, table in list(self.tables.tables.items()):
            for column in [c.name for c in table.columns]:
                stem = re.sub(r"_(id|code|number|no)$", "", column)
                if column in table.primary_key or stem in nouns().attributes:
                    continue
                if stem == column:
                    self._refer_by_noun(name, column)
                    continue
                target = self._at(stem) or self._at(stem.split("_")[-1])
                if target is not None and (target != name or stem != singular(name)):
                    self.tables.refer(name, target, None, column=column)

    def _refer_by_noun(self, name: str, column: str) -> None:
        """A listed column that is another table: ``home team`` of a match."""
        table = self.tables.tables[name]
        listed = next((c for c in table.columns if c.name == column and c.words), None)
        target = self._at(column) or self._at(column.split("_")[-1])
        if listed is None or target is None or target == name:
            return
        kept = [c for c in table.columns if c.name != column]
        self.tables.tables[name] = table.model_copy(update={"columns": kept})
        self.tables.refer(name, target, listed.words, column=f"{singular(column)}_id")


def _overlap(one: Words, two: Words) -> bool:
    return one.start < two.end and two.start < one.end


def _is_key(column: str, table: str) -> bool:
    noun = singular(table)
    if column in ("id", f"{noun}_id", "code", f"{noun}_code"):
        return True
    return column.endswith(("_id", "_number", "_code")) and column.split("_")[0] in table


def questions_for(made: Outline) -> list[str]:
    """What to ask before the outline can be built: empty where it names tables."""
    if made.tables:
        return []
    return [
        "What is the data about? Name a field of business (a bookshop, a clinic) or the tables "
        "with their columns, such as: customers (id, name, email), each with 1 to 5 orders."
    ]
