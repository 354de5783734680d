"""Names out of words: snake case, singular and plural of English nouns."""

from __future__ import annotations

import re
import unicodedata

from agents.knowledge import word_forms

_SAME = frozenset({"staff", "series", "media", "news", "data", "inventory", "equipment", "aircraft",
                   "feedback", "stock", "luggage", "baggage", "crew", "attendance"})  # fmt: skip
_PLURALS = {"person": "people", "child": "children", "man": "men", "woman": "women",
            "foot": "feet", "criterion": "criteria", "curriculum": "curricula",
            "shelf": "shelves", "leave": "leaves", "quiz": "quizzes"}  # fmt: skip


def snake(text: str) -> str:
    """``Order Items`` and ``orderItems`` as ``order_items``; empty where nothing is left."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", bare)
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
    if word in ("ins", "outs", "ups", "offs"):
        return word[:-1]
    return word if word in _SAME else word_forms.singular(word)


def _many(word: str) -> str:
    if word in _SAME:
        return word
    if word in _PLURALS:
        return _PLURALS[word]
    if word.endswith("y") and len(word) > 2 and word[-2] not in "aeiou":
        return f"{word[:-1]}ies"
    if word.endswith("is"):
        return f"{word[:-2]}es"
    if word.endswith(("s", "x", "ch", "sh", "z")):
        return f"{word}es"
    return f"{word}s"
