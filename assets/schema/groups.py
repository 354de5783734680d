"""Columns of one group must agree in what makes them one thing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from assets.schema.entities import Person
from assets.schema.hierarchies import Hierarchy
from assets.schema.repairs.edits import Edit, MendableError, Repair

if TYPE_CHECKING:
    from assets.schema.table import Column

_DATED = ("birth_date", "age")


def require_agreement(table: str, columns: Iterable[Column]) -> None:
    """Raises ValueError for columns of a group that contradict each other, or lack their tree."""
    people: dict[str, tuple[str, Person]] = {}
    hierarchies: dict[str, list[tuple[str, Hierarchy]]] = {}
    for column in columns:
        match column.generator:
            case Person() as person if person.field in _DATED:
                other, first = people.setdefault(person.group, (column.name, person))
                if _ages(first) != _ages(person):
                    at = ("columns", column.name, "generator")
                    same = {"min_age": first.min_age, "max_age": first.max_age}
                    edits = [Edit((*at, name), value) for name, value in same.items()]
                    edits.append(Edit((*at, "at"), first.at.isoformat()))
                    raise MendableError(
                        f"{table}.{column.name} and {other} are about the same person and differ "
                        f"in min_age, max_age or at: give both the same, or another group",
                        Repair(f"give {column.name} those of {other}", tuple(edits)),
                        Repair(
                            f"make {column.name} about somebody else",
                            (Edit((*at, "group"), f"{person.group}_{column.name}"[:60]),),
                        ),
                        at=("columns", column.name),
                    )
            case Hierarchy() as hierarchy:
                hierarchies.setdefault(hierarchy.group, []).append((column.name, hierarchy))
    for group, members in hierarchies.items():
        _require_one_tree(table, group, members)


def with_tree(generator: Hierarchy, columns: Iterable[Column]) -> Hierarchy:
    """The generator with the levels and the tree of its group, which another column may hold."""
    if generator.tree is not None:
        return generator
    others = (column.generator for column in columns)
    for other in others:
        if isinstance(other, Hierarchy) and other.tree and other.group == generator.group:
            return generator.model_copy(update={"levels": other.levels, "tree": other.tree})
    return generator


def _ages(person: Person) -> tuple[object, ...]:
    return person.min_age, person.max_age, person.at


def _require_one_tree(table: str, group: str, members: list[tuple[str, Hierarchy]]) -> None:
    owner = next(((name, each) for name, each in members if each.tree is not None), None)
    if owner is None:
        raise MendableError(
            f"no column of {table} has the tree of the hierarchy {group!r}: give "
            f"{members[0][0]} levels and a tree",
            Repair(
                "fill them with texts, without a hierarchy",
                tuple(
                    Edit(("columns", name, "generator"), {"kind": "text"}) for name, _ in members
                ),
            ),
            at=("columns", members[0][0]),
        )
    for name, each in members:
        if each.tree is not None and (each.tree, each.levels) != (owner[1].tree, owner[1].levels):
            at = ("columns", name, "generator")
            raise MendableError(
                f"{table}.{name} and {owner[0]} have different trees for the hierarchy {group!r}: "
                f"keep one, or use another group",
                Repair(
                    f"put {name} into a group of its own",
                    (Edit((*at, "group"), f"{group}_{name}"[:60]),),
                ),
                at=("columns", name),
            )
        if each.level not in owner[1].levels:
            raise MendableError(
                f"{table}.{name} shows the level {each.level!r}, which {owner[0]} does not have: "
                f"use one of {', '.join(owner[1].levels)}",
                *(
                    Repair(
                        f"show the level {level}",
                        (Edit(("columns", name, "generator", "level"), level),),
                    )
                    for level in owner[1].levels
                ),
                at=("columns", name),
            )
