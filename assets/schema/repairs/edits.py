"""Repairs: edits of a spec's plain data, and the errors that carry them.

They work on plain data, as YAML and JSON have it, because a spec that needs one is often not yet a
valid ``Dataset``. Where it is valid before and after, ``assets.schema.changes.diff`` gives the same
as typed changes.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

Step: TypeAlias = str | int
Steps: TypeAlias = tuple[Step, ...]


@dataclass(frozen=True)
class Edit:
    """Sets what is at ``path`` to ``value``, or removes it.

    A step is a key of a mapping; of a list, the ``name`` of an item, or its place.
    """

    path: Steps
    value: Any = None
    removes: bool = False

    def apply(self, data: Any) -> None:
        """Edits ``data`` in place. What cannot be reached stays as it is."""
        *above, last = self.path
        for step in above:
            data = _child(data, step)
        if isinstance(data, dict):
            if self.removes:
                data.pop(last, None)
            else:
                data[last] = deepcopy(self.value)
        elif isinstance(data, list):
            place = _place(data, last)
            if place is None:
                return
            if self.removes:
                del data[place]
            elif place == len(data):
                data.append(deepcopy(self.value))
            else:
                data[place] = deepcopy(self.value)


@dataclass(frozen=True)
class Repair:
    """What mends a problem: ``text`` in one line for people, and the edits that do it, in order."""

    text: str
    edits: tuple[Edit, ...]

    def under(self, *steps: Step) -> Repair:
        """The same repair, its paths seen from further out."""
        edits = (replace(edit, path=(*steps, *edit.path)) for edit in self.edits)
        return replace(self, edits=tuple(edits))

    def inside(self, depth: int) -> Repair:
        """The same repair, its paths seen from ``depth`` steps further in, which all share."""
        edits = (replace(edit, path=edit.path[depth:]) for edit in self.edits)
        return replace(self, edits=tuple(edits))

    def applied(self, data: dict[str, Any]) -> dict[str, Any]:
        """A copy of the spec's plain data with the edits done."""
        mended = deepcopy(data)
        for edit in self.edits:
            edit.apply(mended)
        return mended


class MendableError(ValueError):
    """A ValueError whose repairs are known; their paths begin at the model that raises it, and so
    does ``at``, the path to the part that is meant."""

    def __init__(self, text: str, *repairs: Repair, at: Steps = ()) -> None:
        super().__init__(text)
        self.repairs, self.at = repairs, at


def setting(text: str, **fields: Any) -> Repair:
    """Sets fields of the model at hand."""
    return Repair(text, tuple(Edit((name,), value) for name, value in fields.items()))


def without(text: str, *fields: str) -> Repair:
    """Leaves out fields of the model at hand, so that their defaults hold."""
    return Repair(text, tuple(Edit((name,), removes=True) for name in fields))


def removing(text: str, *path: Step) -> Repair:
    """Removes what is at a path."""
    return Repair(text, (Edit(path, removes=True),))


def repairs_of(error: object) -> tuple[Repair, ...]:
    """The repairs that an error carries; none for other errors."""
    return error.repairs if isinstance(error, MendableError) else ()


def _child(data: Any, step: Step) -> Any:
    if isinstance(data, dict):
        return data.get(step) if isinstance(step, str) else None
    if isinstance(data, list):
        place = _place(data, step)
        return data[place] if place is not None and place < len(data) else None
    return None


def _place(items: list[Any], step: Step) -> int | None:
    if isinstance(step, int):
        return step if 0 <= step <= len(items) else None
    named = (
        i for i, item in enumerate(items) if isinstance(item, dict) and item.get("name") == step
    )
    return next(named, None)
