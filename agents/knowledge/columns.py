"""Usual columns of any table, for names that the knowledge base has no entity for."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from agents.knowledge.data_files import read_data
from agents.knowledge.entity import KnownColumn
from agents.knowledge.word_forms import key_of, words_of
from assets.schema.base import SpecModel

FILE = Path(__file__).parent / "columns.yaml"


class Pattern(SpecModel):
    """What a name that begins with ``prefix`` or ends with ``suffix`` (whole words) means."""

    prefix: str = ""
    suffix: str = ""
    type: str
    generator: dict[str, Any]

    def fits(self, words: list[str]) -> bool:
        """Whether a name of these words, of which there are more than the pattern's, is meant."""
        first, last = words_of(self.prefix), words_of(self.suffix)
        if len(words) <= len(first) + len(last):
            return False
        return words[: len(first)] == first and words[len(words) - len(last) :] == last


class Columns(SpecModel):
    """Usual columns, and patterns of names, the first of which that fits counts."""

    columns: list[KnownColumn]
    patterns: list[Pattern]


def usual_column(name: str) -> KnownColumn | None:
    """A column of that name (in snake_case), as columns of its name or synonyms usually are.

    A longer name counts as a pattern (``shipped_at``, ``is_gift``), else as its last words do
    (``billing address``). None where nothing fits.
    """
    words = words_of(name)
    known = _by_key()
    column = known.get(key_of(name))
    if column is None:
        pattern = next((each for each in usual_columns().patterns if each.fits(words)), None)
        ends = (known.get(key_of(" ".join(words[start:]))) for start in range(1, len(words)))
        end = next((each for each in ends if each is not None), None)
        if end is not None and (pattern is None or pattern.suffix not in ("", words[-1])):
            column = end
        elif pattern is not None:
            column = KnownColumn(name=name, type=pattern.type, generator=pattern.generator)
        else:
            column = end
    return column and column.model_copy(update={"name": "_".join(words)})


@lru_cache(maxsize=1)
def usual_columns() -> Columns:
    """The dictionary, read once a process."""
    return read_data(FILE, Columns)


@lru_cache(maxsize=1)
def _by_key() -> dict[str, KnownColumn]:
    columns = usual_columns().columns
    found = {key_of(each.name): each for each in columns}
    for column in columns:
        for synonym in column.synonyms:
            found.setdefault(key_of(synonym), column)
    return found
