"""The tables of an outline while it is made: by name, with the entities that they stand for."""

from __future__ import annotations

from dataclasses import dataclass, field

from agents.knowledge.base import Found, Knowledge
from agents.knowledge.entity import Domain, Entity, KnownReference
from agents.knowledge.nouns import is_person
from agents.knowledge.pairs import EVENT, rank
from agents.knowledge.word_forms import key_of
from agents.outline import OutlineColumn, OutlineReference, OutlineTable, Source
from agents.planner.fitting import fitted, renamed
from agents.planner.naming import plural, singular
from agents.words import Words

MOST_TABLES = 40


@dataclass
class Tables:
    """Tables by name, in the order in which they were named."""

    knowledge: Knowledge
    domain: Domain | None
    tables: dict[str, OutlineTable] = field(default_factory=dict)

    @property
    def has_listed_keys(self) -> bool:
        """Whether the text lists columns that are keys to other tables, and so all of them."""
        stems = {singular(name) for name in self.tables}
        return any(
            column.name.endswith("_id") and column.name[: -len("_id")] in stems - {singular(name)}
            for name, table in self.tables.items()
            for column in table.columns
        )

    def entity(self, table: str) -> Found | None:
        """What a table stands for in the knowledge base."""
        made = self.tables[table]
        domain = made.domain or (self.domain.name if self.domain else None)
        if made.entity is None or domain is None:
            return None
        return Found(self.knowledge.domains[domain], self.knowledge.entity(domain, made.entity), 1)

    def is_own(self, table: str) -> bool:
        """Whether a table is an entity of the domain that the text is about."""
        found = self.entity(table)
        return found is not None and found.domain is self.domain

    def rank(self, table: str) -> float:
        """How much a table leans on others (agents.knowledge.pairs)."""
        if table not in self.tables:
            return rank(singular(table), None)
        found = self.entity(table)
        return rank(singular(table), found.entity if found else None)

    def of_entity(self, entity: str, domain: str) -> list[str]:
        """The tables that are an entity of a domain: by what they stand for, or by their noun."""
        same = [
            name
            for name in self.tables
            if (found := self.entity(name)) is not None
            and found.domain.name == domain
            and found.entity.name == entity
        ]
        if same:
            return same
        names = self.knowledge.names(domain)
        return [
            name
            for name in self.tables
            if (at := names.get(key_of(singular(name)))) is not None
            and at.entity.name == entity
            and not self._stands_for_other(name, domain)
        ]

    def _stands_for_other(self, name: str, domain: str) -> bool:
        found = self.entity(name)
        return found is not None and found.domain.name == domain

    def know(
        self,
        found: Found,
        name: str,
        words: Words | None,
        text: str = "",
        confidence: float = 1.0,
        source: Source | None = None,
    ) -> OutlineTable:
        """Adds a table for an entity, with its usual columns and those that ``text`` names."""
        from agents.planner.columns import usual_columns_of

        entity = fitted(found.entity, name)
        own = self.domain is not None and found.domain.name == self.domain.name
        made = self.tables[name] = OutlineTable(
            name=name,
            entity=entity.name,
            domain=None if own else found.domain.name,
            columns=usual_columns_of(entity, text),
            primary_key=entity.primary_key,
            source=source or ("prompt" if words else "knowledge"),
            words=words,
            confidence=confidence,
        )
        return made

    def leave_out(self) -> None:
        """Drops usual columns that another of the tables says better."""
        for name, table in list(self.tables.items()):
            found = self.entity(name)
            told = {
                column.name
                for column in (found.entity.columns if found else [])
                if found and column.unless and self.of_entity(column.unless, found.domain.name)
            }
            kept = [c for c in table.columns if c.source != "knowledge" or c.name not in told]
            self.tables[name] = table.model_copy(update={"columns": kept})

    def make(self, name: str, words: Words | None, columns: list[str]) -> OutlineTable:
        """Adds a table that the knowledge base has no entity for."""
        made = self.tables[name] = OutlineTable(
            name=name,
            columns=[OutlineColumn(name=column, source="rule") for column in columns],
            primary_key=[f"{singular(name)}_id"],
            source="prompt",
            words=words,
            confidence=0.7,
        )
        return made

    def parents(self, table: str) -> set[str]:
        return {reference.table for reference in self.tables[table].references}

    def reaches(self, table: str, other: str) -> bool:
        """Whether a table refers to another, itself or by those it refers to."""
        waiting, seen = [table], set[str]()
        while waiting:
            for parent in self.parents(waiting.pop()):
                if parent == other:
                    return True
                if parent not in seen and parent in self.tables:
                    seen.add(parent)
                    waiting.append(parent)
        return False

    def link_of(self, one: str, other: str) -> str | None:
        """The table that stands between two others: an event or link that refers to both."""
        for name in self.tables:
            if name not in (one, other) and {one, other} <= self.parents(name):
                return name
        return None

    def refer(
        self,
        child: str,
        parent: str,
        words: Words | None,
        *,
        known: KnownReference | None = None,
        role: str = "",
        column: str = "",
        owner: bool = False,
        optional: bool = False,
    ) -> None:
        """Adds a reference, if the table has none of that parent in that role."""
        table = self.tables[child]
        columns = [column] if column else []
        if known is not None and not role:
            columns = [renamed(known.column, known.entity, parent)]
        elif role:
            noun = singular(parent)
            is_role = role == "parent" or not is_person(role)
            columns = [f"{role}_{noun}_id" if is_role else f"{role}_id"]
        for each in table.references:
            if each.table == parent and (not columns or each.columns in ([], columns)):
                return
            if columns and each.columns == columns:
                columns = [f"{singular(parent)}_id"]
        is_owned = any(each.owner for each in table.references)
        may_own = owner or (known is not None and known.owner)
        reference = OutlineReference(
            table=parent,
            columns=columns,
            optional=optional or parent == child or (known.optional if known else False),
            one_to_one=known.one_to_one if known else False,
            owner=may_own and not is_owned and parent != child,
            source="prompt" if words else "knowledge",
            words=words,
        )
        self.tables[child] = table.model_copy(update={"references": [*table.references, reference]})

    def is_event(self, table: str) -> bool:
        return self.rank(table) >= EVENT


def name_of(entity: Entity, text: str) -> str:
    """The name that an entity's table gets where the text has no noun for it."""
    if entity.table.endswith("_lines") and " line" not in f" {text.lower()}":
        return f"{entity.table[: -len('_lines')]}_items"
    return plural(entity.table)
