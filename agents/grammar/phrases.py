"""The noun phrases of a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from agents.grammar.parsing import Token, parse
from agents.words import Words

_EACH = frozenset({"each", "every", "per"})
_SEVERAL = frozenset({"many", "several", "multiple", "various", "different", "some", "all", "few",
                      "more", "other", "numerous", "these", "those", "both"})  # fmt: skip
_ONE = frozenset({"one", "single", "another"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun with the nouns before it: ``names`` are its words (``purchase``, ``orders``).

    ``head`` is the place of its last token. ``adjectives`` stand before it, ``number`` counts it
    (``1 to 5``, ``several``: many), ``owner`` is the place of the noun or pronoun that has it.
    """

    head: int
    names: tuple[str, ...]
    words: Words
    sentence: int
    dep: str
    plural: bool
    determiner: str = ""
    adjectives: tuple[str, ...] = ()
    number: str = ""
    owner: int | None = None
    share: bool = False
    """Whether a percentage stands before it: ``60% silver``."""

    @property
    def name(self) -> str:
        """Its words in lower case with one space between."""
        return " ".join(self.names)

    @property
    def is_each(self) -> bool:
        return self.determiner in _EACH

    @property
    def is_many(self) -> bool:
        """Whether there are several of them for each of what they are said of."""
        return self.plural or self.number == "many"

    @property
    def is_one(self) -> bool:
        """Whether there is but one of them: ``one``, ``a``, ``exactly one``."""
        return not self.plural and self.number != "many"


@lru_cache(maxsize=16)
def phrases(text: str) -> tuple[Phrase, ...]:
    """The noun phrases of a text, in its order. A noun before another belongs to it."""
    tokens = parse(text)
    found = list[Phrase]()
    for token in tokens:
        if token.is_noun and not _goes_on(token, tokens) and re.search(r"[^\W\d]{2}", token.text):
            found.append(_phrase(token, tokens, text))
    return tuple(found)


def _goes_on(token: Token, tokens: Sequence[Token]) -> bool:
    """Whether the next token is a noun that this one tells of, so that the phrase ends later."""
    place = token.place + 1
    if place < len(tokens) and _is_hyphen(tokens[place], tokens):
        place += 1
    if place >= len(tokens) or not tokens[place].is_noun or "\n" in tokens[place].text:
        return False
    return token.dep in ("compound", "nmod", "amod", "npadvmod", "poss") or (
        token.head == tokens[place].place and token.dep not in ("appos", "conj", "nsubj")
    )


def _is_hyphen(token: Token, tokens: Sequence[Token]) -> bool:
    """Whether a mark joins two words, as in ``check-in``."""
    near = tokens[token.place - 1 : token.place + 2]
    return token.text == "-" and len(near) == 3 and near[0].end == token.start == near[2].start - 1


def _phrase(head: Token, tokens: Sequence[Token], text: str) -> Phrase:
    names, adjectives, number, determiner = [head], list[str](), "", ""
    place, start = head.place - 1, head.place
    while place >= 0:
        token = tokens[place]
        joined = _is_hyphen(token, tokens)
        is_part = token.is_noun or (token.tag == "VBG" and token.dep in ("compound", "amod"))
        if joined:
            place -= 1
            continue
        if (is_part and _goes_on(token, tokens) and not adjectives) or (
            is_part and token.tag == "VBG" and token.head == head.place and not adjectives
        ):
            names.insert(0, token)
        elif token.pos == "ADJ" or (token.pos == "VERB" and token.dep == "amod"):
            if token.text.lower() in _SEVERAL:
                number = "many"
            elif token.text.lower() in _ONE:
                number = number or "one"
            else:
                adjectives.insert(0, token.text.lower())
        else:
            break
        start = place
        place -= 1
    number, determiner = _counted(head, tokens, place, number)
    owner = next(
        (each.place for each in tokens if each.head == head.place and each.dep == "poss"), None
    )
    span = text[tokens[start].start : head.end]
    names = [each for each in names if re.search(r"[^\W\d]", each.text)]
    names = [each for each in names if not each.text[0].isdigit()] or [head]
    words = Words(start=tokens[start].start, end=head.end, text=span)
    return Phrase(
        head=head.place,
        names=tuple(_plain(each.text) for each in names),
        words=words,
        sentence=head.sentence,
        dep=head.dep,
        plural=_is_plural(head),
        determiner=determiner,
        adjectives=tuple(adjectives),
        number=number,
        owner=owner,
        share=tokens[start].text == "%" or (start > 0 and tokens[start - 1].text == "%"),
    )


def _counted(head: Token, tokens: Sequence[Token], place: int, number: str) -> tuple[str, str]:
    """The number before a phrase and its determiner, from the tokens that end at ``place``."""
    determiner = ""
    for _ in range(6):
        if place < 0 or tokens[place].sentence != head.sentence:
            break
        token = tokens[place]
        low = token.text.lower()
        if token.pos == "NUM" or re.fullmatch(r"\d[\d.,]*[km]?", low):
            number = "many" if number or low not in ("1", "one") else "one"
        elif low in ("to", "or", "and", "-", "–", "more", "of") and number:
            number = "many" if low != "and" else number
            if low in ("and", "of"):
                break
        elif low in _SEVERAL:
            number = "many"
        elif token.pos == "DET" or low in _EACH:
            determiner = low
            break
        else:
            break
        place -= 1
    if not determiner:
        determiner = next(
            (t.text.lower() for t in tokens if t.head == head.place and t.pos == "DET"), ""
        )
    prep = tokens[head.head]
    if head.dep == "pobj" and prep.text.lower() == "per":
        determiner = "per"
    return number, determiner


def _is_plural(head: Token) -> bool:
    if head.tag in ("NNS", "NNPS"):
        return True
    low = head.text.lower()
    return low.endswith("s") and not low.endswith(("ss", "us", "is")) and head.lemma != low


def _plain(word: str) -> str:
    """A word in lower case, without accents."""
    bare = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])|_", " ", bare).lower()
