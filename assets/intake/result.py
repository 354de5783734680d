"""What an intake hands back: the dataset, and all that could not be carried over."""

from __future__ import annotations

from dataclasses import dataclass

from assets.schema.dataset import Dataset


@dataclass(frozen=True, slots=True)
class IntakeWarning:
    """Something of the source that the dataset does not hold, or holds in another form.

    ``where`` is the object or the line, ``what`` is the thing, ``why`` says what became of it.
    ``str()`` is one line.
    """

    where: str
    what: str
    why: str

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return " ".join(f"{place}{self.what}: {self.why}".split())


@dataclass(frozen=True, slots=True)
class Intake:
    """A dataset read from a source. ``dialect`` is the one given or guessed."""

    dataset: Dataset
    dialect: str
    warnings: list[IntakeWarning]


def counted(number: int, noun: str) -> str:
    """``1 view``, ``3 views``, ``2 policies``; what is written in capitals has no plural."""
    if number == 1 or noun.isupper():
        return f"{number:,} {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith("y") else f"{number:,} {noun}s"
