"""What the text says of how its tables are related, and what the reader of that knows of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from agents.grammar.phrases import Phrase
from agents.words import Words


@dataclass(frozen=True)
class Tie:
    """``child`` refers to ``parent``, in a ``role`` where that is told; ``sure`` where a number or
    a verb of having says so."""

    child: str
    parent: str
    words: Words
    role: str = ""
    optional: bool = False


@dataclass(frozen=True)
class Deed:
    """What is done is a table, ``noun``, that refers to those that take part. With ``is_work`` it
    is rather one that is named already and nothing else is said of."""

    noun: str
    taking: tuple[str, ...]
    words: Words
    is_work: bool = False


@dataclass
class Ties:
    """What the text says of its tables. ``many`` are pairs of which the first has several of the
    second, with whether that is said outright; ``links`` those that both have several of the
    other, with the verb."""

    keys: list[Tie] = field(default_factory=list)
    many: dict[tuple[str, str], tuple[Words, bool]] = field(default_factory=dict)
    links: list[tuple[str, str, Words, str]] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)


@dataclass(frozen=True)
class Told:
    """What the reader of relations knows of phrases: the ``table`` that one means, the role that
    it names it in, the ``rank`` of a table, whether one is ``usual``ly a child of another."""

    table: Callable[[Phrase], str | None]
    role: Callable[[Phrase], str]
    rank: Callable[[str], float]
    usual: Callable[[str, str], bool]
    people: str | None = None
