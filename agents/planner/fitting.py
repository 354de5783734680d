"""Entities of the knowledge base under the nouns of a text: ``trucks`` with a ``truck_id``."""

from __future__ import annotations

from collections.abc import Mapping

from agents.knowledge.entity import Entity
from agents.planner.naming import singular


def renamed(column: str, entity: str, table: str) -> str:
    """A column that begins with the name of an entity, as it is of a table by another name."""
    noun = singular(table)
    if column == entity or column.startswith(f"{entity}_"):
        return f"{noun}{column[len(entity) :]}"
    return column


def fitted(entity: Entity, table: str, keys: Mapping[str, str] | None = None) -> Entity:
    """An entity with its own keys named by a table, and its references' by ``keys``, which has
    the new name of each of their columns. It keeps its own name, by which others refer to it."""
    own = {name: renamed(name, entity.name, table) for name in entity.primary_key}
    names = {**own, **(keys or {})}
    if all(old == new for old, new in names.items()):
        return entity
    columns = [
        column.model_copy(
            update={
                "name": names.get(column.name, column.name),
                "synonyms": [*column.synonyms, column.name],
            }
        )
        for column in entity.columns
    ]
    return entity.model_copy(
        update={
            "columns": columns,
            "primary_key": [names.get(name, name) for name in entity.primary_key],
            "unique": [[names.get(name, name) for name in each] for each in entity.unique],
            "references": [
                each.model_copy(update={"column": names.get(each.column, each.column)})
                for each in entity.references
            ],
            "synonyms": [*entity.synonyms, singular(table)],
        }
    )
