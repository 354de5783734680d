"""Regular expressions as languages: how many words match, and which is the n-th.

``syntax`` reads a pattern, ``automaton`` makes it deterministic, ``words`` spells its words.
"""

from __future__ import annotations

from assets.tables.regex.automaton import automaton_of
from assets.tables.regex.syntax import parse
from assets.tables.regex.words import Words

__all__ = ["Words", "words_of"]


def words_of(pattern: str, most_repeats: int) -> Words:
    """The words that match the whole of a pattern of Python's ``re``.

    Repeats without an end stop at ``most_repeats``; ``.``, negated classes and ``\\w`` stand for
    printable ASCII only. Raises ValueError, saying what to change, for what is no such pattern,
    looks around, refers back or is too large.
    """
    return Words(automaton_of(parse(pattern, most_repeats)))
