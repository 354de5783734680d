"""Hierarchies: levels of categories in a tree, so that the columns of a row agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator
from typing_extensions import TypeAliasType

from assets.schema.base import Variant
from assets.schema.generator_fields import Weight
from assets.schema.names import Identifier
from assets.schema.repairs.edits import MendableError, setting, without

MOST_LEAVES = 100_000
MOST_LEVELS = 8

Branches = TypeAliasType("Branches", "dict[str, Branches | Weight] | list[str]")
"""Names with what is below them: a list of the leaves, or a mapping to their weights."""


class Hierarchy(Variant):
    """One ``level`` of a tree of values, the same leaf for all columns of a table and ``group``.

    One column of the group has ``levels``, from the root on, and the ``tree``: nested mappings
    whose last level is a list of leaves, or a mapping of leaves to their weights. The others only
    name a level.
    """

    kind: Literal["hierarchy"] = "hierarchy"
    level: Identifier
    group: str = ""
    levels: Annotated[list[Identifier], Field(max_length=MOST_LEVELS)] = []
    tree: dict[str, Branches | Weight] | list[str] | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.tree is None) != (not self.levels):
            raise MendableError(
                "levels and tree belong together: give both, or in this column none",
                without("leave both out", "levels", "tree"),
            )
        if self.tree is None:
            return self
        if self.level not in self.levels or len(set(self.levels)) != len(self.levels):
            once = list(dict.fromkeys(self.levels))
            level = self.level if self.level in once else once[-1]
            raise MendableError(
                f"{self.level!r} must be one of the levels ({', '.join(self.levels)}), each named "
                f"once: correct it",
                setting(f"show the level {level}", level=level, levels=once),
            )
        seen, weights = set[tuple[str, ...]](), 0.0
        for path, weight in leaves(self.tree):
            if len(path) != len(self.levels):
                raise ValueError(
                    f"{' > '.join(path) or 'an empty branch'} is {len(path)} deep and there are "
                    f"{len(self.levels)} levels: make every branch as deep"
                )
            if path in seen:
                raise ValueError(f"{' > '.join(path)} stands twice in the tree: write it once")
            seen.add(path)
            weights += weight
            if len(seen) > MOST_LEAVES:
                raise ValueError(f"the tree has over {MOST_LEAVES:,} leaves: shorten it")
        if not seen or weights <= 0:
            raise ValueError("the tree has no leaf with a weight: give it one")
        return self


def leaves(tree: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], float]]:
    """The paths to the leaves of a tree, with their weights; an empty branch counts as a leaf."""
    if not tree and not isinstance(tree, int | float):
        yield above, 1.0
    elif isinstance(tree, Mapping):
        for name, below in tree.items():
            if len(above) >= MOST_LEVELS:
                raise ValueError(f"the tree is deeper than {MOST_LEVELS} levels: flatten it")
            yield from leaves(below, (*above, name))
    elif isinstance(tree, list):
        yield from (((*above, name), 1.0) for name in tree)
    else:
        yield above, float(tree)
