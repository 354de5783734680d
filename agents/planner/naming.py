"""Names out of words: snake case, singular and plural of English nouns."""

from __future__ import annotations

import re

_IRREGULAR = {
    "people": "person",
    "children": "child",
    "men": "man",
    "women": "woman",
    "staff": "staff",
    "series": "series",
    "media": "media",
    "news": "news",
    "data": "data",
    "inventory": "inventory",
    "equipment": "equipment",
    "analyses": "analysis",
    "diagnoses": "diagnosis",
    "movies": "movie",
    "cookies": "cookie",
}
_PLURALS = {one: many for many, one in _IRREGULAR.items()}


def snake(text: str) -> str:
    """``Order Items`` and ``orderItems`` as ``order_items``; empty where nothing is left."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text)
    return re.sub(r"[^a-z0-9]+", "_", split.lower()).strip("_")[:63]


def singular(name: str) -> str:
    """The singular of the last word of a name in snake case."""
    head, _, last = name.rpartition("_")
    return f"{head}_{_one(last)}" if head else _one(last)


def plural(name: str) -> str:
    """The plural of the last word of a name in snake case."""
    head, _, last = name.rpartition("_")
    many = _many(_one(last))
    return f"{head}_{many}" if head else many


def _one(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if re.search(r"(ss|x|ch|sh|z)es$", word) or (word.endswith(("uses", "ases")) and len(word) > 6):
        return word[:-2] if not word.endswith(("ases", "houses", "ouses")) else word[:-1]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 2:
        return word[:-1]
    return word


def _many(word: str) -> str:
    if word in _PLURALS:
        return _PLURALS[word]
    if word.endswith("y") and len(word) > 2 and word[-2] not in "aeiou":
        return f"{word[:-1]}ies"
    if word.endswith("is"):
        return f"{word[:-2]}es"
    if word.endswith(("s", "x", "ch", "sh", "z")):
        return f"{word}es"
    return f"{word}s"
