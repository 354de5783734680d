"""Repairs of names: one that is taken, and one that nothing has."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from assets.schema.names import MAX_NAME_LENGTH, folded
from assets.schema.repairs.edits import Edit, Repair, Steps

_ALIKE = 0.5


def renamed(field: str, names: Sequence[str], name: str) -> Repair:
    """Gives the last of the parts in ``field`` that is named ``name`` a name that is free."""
    place = len(names) - 1 - list(reversed(names)).index(name)
    taken = {folded(each) for each in names}
    number = 2
    while folded(_numbered(name, number)) in taken:
        number += 1
    free = _numbered(name, number)
    return Repair(f"rename the second to {free}", (Edit((field, place, "name"), free),))


def named_instead(
    path: Steps, wanted: Sequence[str], missing: str, known: Sequence[str]
) -> list[Repair]:
    """The names in the list at ``path``, with the most similar known name for the missing one."""
    found = nearest(missing, [name for name in known if name not in wanted])
    return [
        Repair(
            f"name {near} in place of {missing[:60]}",
            (Edit(path, [near if name == missing else name for name in wanted]),),
        )
        for near in found
    ]


def nearest(name: str, known: Sequence[str], most: int = 1) -> list[str]:
    """The known names most like ``name``."""
    by_folded = {each.casefold(): each for each in known}
    found = get_close_matches(name.casefold(), list(by_folded), n=most, cutoff=_ALIKE)
    return [by_folded[each] for each in found]


def _numbered(name: str, number: int) -> str:
    end = f"_{number}"
    return f"{name[: MAX_NAME_LENGTH - len(end)]}{end}"
