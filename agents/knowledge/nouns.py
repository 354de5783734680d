"""Nouns and verbs that tell what is a table and how tables are related."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from pydantic import field_validator

from agents.knowledge.data_files import read_data
from agents.knowledge.word_forms import singular
from assets.schema.base import SpecModel

FILE = Path(__file__).parent / "nouns.yaml"
_OF_PEOPLE = re.compile(r"[a-z]{2,}(?:er|or|ist|ant|ent|ian|ee)\Z")


class Nouns(SpecModel):
    """The lists of ``nouns.yaml``, each described there."""

    never: frozenset[str]
    empty: frozenset[str]
    attributes: frozenset[str]
    sometimes: frozenset[str]
    organisations: frozenset[str]
    events: dict[str, str]
    giving: dict[str, str]
    working: dict[str, str]
    linking: frozenset[str]
    having: frozenset[str]
    belonging: frozenset[str]
    idle: frozenset[str]
    roles: frozenset[str]
    person_roles: frozenset[str]
    not_people: frozenset[str]
    people: frozenset[str]
    agents: frozenset[str]
    parts: frozenset[str]

    @field_validator("*", mode="before")
    @classmethod
    def _words(cls, value: object) -> object:
        return frozenset(value.split()) if isinstance(value, str) else value


@lru_cache(maxsize=1)
def nouns() -> Nouns:
    """The lists, read once a process."""
    return read_data(FILE, Nouns)


def is_person(name: str) -> bool:
    """Whether a noun (in snake case or with spaces) is of people: ``loan_officer``."""
    last = singular(re.split(r"[ _]", name)[-1])
    known = nouns()
    if last in known.people:
        return True
    return _OF_PEOPLE.fullmatch(last) is not None and last not in known.not_people
