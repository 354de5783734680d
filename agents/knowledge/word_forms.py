"""Singular forms of English nouns, and one key for all spellings of a name."""

from __future__ import annotations

import re
from functools import lru_cache

_IRREGULAR = {
    "people": "person",
    "men": "man",
    "women": "woman",
    "children": "child",
    "feet": "foot",
    "teeth": "tooth",
    "mice": "mouse",
    "geese": "goose",
    "indices": "index",
    "matrices": "matrix",
    "vertices": "vertex",
    "criteria": "criterion",
    "curricula": "curriculum",
    "syllabi": "syllabus",
    "alumni": "alumnus",
    "analyses": "analysis",
    "diagnoses": "diagnosis",
    "theses": "thesis",
    "crises": "crisis",
    "movies": "movie",
    "cookies": "cookie",
    "ties": "tie",
    "leaves": "leave",
    "shelves": "shelf",
    "wives": "wife",
    "knives": "knife",
    "lives": "life",
    "buses": "bus",
    "gases": "gas",
    "lenses": "lens",
    "statuses": "status",
    "viruses": "virus",
    "bonuses": "bonus",
    "campuses": "campus",
    "aliases": "alias",
    "atlases": "atlas",
    "caches": "cache",
    "quizzes": "quiz",
    "houses": "house",
    "menus": "menu",
    "warehouses": "warehouse",
}
_UNCHANGED = set(
    "news series species status bus gas lens campus bonus virus alias address class staff data "
    "analysis diagnosis basis census corpus logistics mathematics physics sms gps saas dns pos "
    "always is was has this its plus minus atlas canvas iris focus apparatus".split()
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


@lru_cache(maxsize=8_192)
def singular(word: str) -> str:
    """The singular of an English noun in lower case; a word that is none already comes back."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _UNCHANGED or len(word) < 4 or not word.endswith("s") or word.endswith("ss"):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    if word.endswith(("us", "is")):
        return word
    return word[:-1]


def words_of(name: str) -> list[str]:
    """The words of ``order_lines``, ``OrderLine``, ``e-mail address``, in lower case."""
    return [word.lower() for word in _WORD.findall(name.replace("'s", ""))]


@lru_cache(maxsize=8_192)
def key_of(name: str) -> str:
    """What all spellings of a name share: its words in the singular, run together.

    ``order lines``, ``OrderLine`` and ``order_line`` have the key ``orderline``.
    """
    return "".join(singular(word) for word in words_of(name))
