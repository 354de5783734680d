"""The tables of a dataset that a text adds to, as an outline has them."""

from __future__ import annotations

import re
from collections import Counter

from agents.knowledge.base import SYNONYM, Knowledge
from agents.knowledge.entity import Domain
from agents.outline import OutlineColumn, OutlineReference, OutlineTable
from assets.schema.dataset import Dataset
from assets.schema.table import Table

_ADDING = re.compile(
    r"\b(?:add|adding|also|include|introduce|extend|append|insert|plus)\b"
    r"|\b(?:create|new|another|make) (?:an? |the )?(?:\w+ )?table\b",
    re.IGNORECASE,
)


def adds(text: str) -> bool:
    """Whether a text asks for something beside what is there."""
    return _ADDING.search(text) is not None


def domain_of(dataset: Dataset, knowledge: Knowledge) -> Domain | None:
    """The field of business that a dataset is of: by its name, else by its tables."""
    name = re.sub(r"_\d+$", "", dataset.name)
    if name in knowledge.domains:
        return knowledge.domains[name]
    counts = Counter(
        domain.name
        for domain in knowledge.domains.values()
        for table in dataset.tables
        if _entity(table, domain, knowledge)
    )
    best = counts.most_common(1)
    return knowledge.domains[best[0][0]] if best else None


def present_tables(
    dataset: Dataset, domain: Domain | None, knowledge: Knowledge
) -> dict[str, OutlineTable]:
    """The tables of a dataset by their names."""
    return {
        table.name: OutlineTable(
            name=table.name,
            entity=_entity(table, domain, knowledge) if domain else None,
            columns=[OutlineColumn(name=each.name, type=str(each.type)) for each in table.columns],
            primary_key=list(table.primary_key),
            references=[
                OutlineReference(
                    table=key.references,
                    columns=list(key.columns),
                    owner=table.per_parent is not None and table.per_parent.columns == key.columns,
                )
                for key in table.foreign_keys
            ],
            source="prompt",
        )
        for table in dataset.tables
    }


def _entity(table: Table, domain: Domain, knowledge: Knowledge) -> str | None:
    found = knowledge.find(table.name, domain.name)
    return found.entity.name if found is not None and found.score >= SYNONYM else None
