"""Pools of made-up values: filled once a process and locale by Faker, then only looked up.

A pool depends on the locale alone, never on a dataset's seed, so that it can be shared.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from assets.errors import SpecError
from assets.tables.arrow_arrays import Pool
from assets.tables.portuguese_words import PORTUGUESE

if TYPE_CHECKING:
    from faker import Faker

POOL_SIZE = 2_000
"""Draws that fill a pool, unless told; a pool holds the different ones among them."""

_SEED = 4_711
_FILLING = threading.RLock()
"""Held while a pool is filled: Faker has one state a locale, which two threads would mix up."""
_FOLDS = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "æ": "ae"})


@cache
def faker(locale: str) -> Faker:
    """Faker for a locale. Raises SpecError for one that it does not know."""
    from faker import Faker
    from faker.config import AVAILABLE_LOCALES

    if locale not in AVAILABLE_LOCALES:
        near = sorted(known for known in AVAILABLE_LOCALES if known[:2] == locale[:2])
        raise SpecError(
            f"the locale {locale!r} is unknown",
            where="locale",
            repair=f"use {', '.join(near) or 'en_US, de_DE or another of the locales of Faker'}",
        )
    return Faker(locale, use_weighting=False)


@cache
def pool(locale: str, *methods: str, size: int = POOL_SIZE) -> tuple[str, ...]:
    """Different values of the first of Faker's ``methods`` that the locale has, else of en_US."""
    for source in (faker(locale), faker("en_US")):
        method = next((name for name in methods if hasattr(source, name)), None)
        if method is not None:
            with _FILLING:
                source.seed_instance(_SEED)
                values = (" ".join(str(getattr(source, method)()).split()) for _ in range(size))
                return tuple(dict.fromkeys(values))
    raise AssertionError(f"en_US has none of {methods}")


def sentences(locale: str, style: str, size: int) -> tuple[str, ...]:
    """At most ``size`` different texts of one style: word, title, sentence or paragraph."""
    return _sentences(locale, style, 1 << (size - 1).bit_length())[:size]


@cache
def _sentences(locale: str, style: str, size: int) -> tuple[str, ...]:
    faker(locale)  # refuses an unknown locale
    source = faker(_prose_locale(locale))
    words = list(PORTUGUESE) if locale[:2] == "pt" else None
    found: dict[str, None] = {}
    with _FILLING:
        source.seed_instance(_SEED)
        for _ in range(size * 3):
            if len(found) == size:
                break
            found[_sentence(source, style, words)] = None
    return tuple(found)


def _sentence(source: Faker, style: str, words: list[str] | None) -> str:
    match style:
        case "word":
            return str(source.word(ext_word_list=words))
        case "title":
            return " ".join(source.words(3, ext_word_list=words)).title()
        case "sentence":
            return str(source.sentence(nb_words=9, ext_word_list=words))
        case _:
            return str(source.paragraph(nb_sentences=4, ext_word_list=words))


def _prose_locale(locale: str) -> str:
    """The locale whose words Faker has: its own, else another of the language, else Latin."""
    from importlib.util import find_spec

    language = locale[:2]
    usual = {"en": "en_US"}.get(language, f"{language}_{language.upper()}")
    known = (name for name in (locale, usual) if find_spec(f"faker.providers.lorem.{name}"))
    return next(known, locale)


@cache
def arrow_pool(values: tuple[str, ...], limit: int | None = None) -> Pool:
    """The values as a pool, cut to ``limit`` characters."""
    return Pool(values, limit)


@cache
def fitting(values: tuple[str, ...], limit: int | None) -> tuple[str, ...]:
    """The values of at most ``limit`` characters, or all cut to it where none is that short."""
    if limit is None:
        return values
    short = tuple(value for value in values if len(value) <= limit)
    return short or tuple(dict.fromkeys(value[:limit].rstrip() for value in values))


def ascii_word(text: str) -> str:
    """Lower-case ASCII letters and digits that resemble the text; empty for other scripts."""
    folded = unicodedata.normalize("NFKD", text.translate(_FOLDS)).encode("ascii", "ignore")
    return re.sub(r"[^a-z0-9]+", "", folded.decode().lower())
