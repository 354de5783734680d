"""The names of people by locale: the forms, their order, and how they are spelt in ASCII."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random

from assets.tables.japanese_names import FEMALE, LAST, MALE
from assets.tables.pools import ascii_word, pool

_SEED = 4_711
_GENDERED = frozenset({"bg_BG", "cs_CZ", "el_GR", "lt_LT", "lv_LV", "ru_RU", "sk_SK", "uk_UA"})
_TWO_LAST_NAMES = frozenset({"es", "pt"})
_LAST_FIRST = {"ja": " ", "zh": "", "ko": "", "hu": " "}
_TITLES = {
    "en_US": ("Ms.", "Mr."), "en_CA": ("Ms.", "Mr."), "en": ("Ms", "Mr"), "de": ("Frau", "Herr"),
    "fr": ("Mme", "M."), "es": ("Sra.", "Sr."), "it": ("Sig.ra", "Sig."), "nl": ("mevr.", "dhr."),
    "pl": ("pani", "pan"), "pt": ("Sra.", "Sr."), "ja": ("様", "様"), "sv": ("Fru", "Herr"),
    "da": ("Fru", "Hr."), "cs": ("paní", "pan"), "tr": ("Bayan", "Bay"),
}  # fmt: skip
_LONGEST_FIRST, _LONGEST_COUPLE = 14, 18
"""So that e-mail addresses stay short where people have several names."""

_POLISH = (("ski", "ska"), ("cki", "cka"), ("dzki", "dzka"))
"""Endings of men's names with those of women's."""


@dataclass(frozen=True)
class Names:
    """``first`` are female and male by turns; ``last`` has the form for women, then that for men.

    The ASCII spelling of each stands in ``first_words`` and ``last_words``, all different; they are
    empty where the locale's names cannot be spelt so. ``between`` joins the names, in the order
    that ``last_first`` says. ``titles`` are those of a woman and a man.
    """

    first: tuple[str, ...]
    first_words: tuple[str, ...]
    last: tuple[tuple[str, ...], tuple[str, ...]]
    last_words: tuple[tuple[str, ...], tuple[str, ...]]
    last_first: bool
    between: str
    titles: tuple[str, str]

    @property
    def is_latin(self) -> bool:
        return bool(self.first_words)

    def founders(self) -> tuple[tuple[str, str], ...]:
        """Last names for companies with their ASCII spellings, both different; one of two names."""
        words = self.last_words[1] or self.last[1]
        if not self.is_latin or all(" " not in name for name in self.last[1][:50]):
            return tuple(zip(self.last[1], words, strict=True))
        single = {ascii_word(name.split(" ")[0]): name.split(" ")[0] for name in self.last[1]}
        return tuple((name, word) for word, name in single.items())


@cache
def names(locale: str) -> Names:
    """The names of a locale. Raises SpecError for one that Faker does not know."""
    language = locale[:2]
    if language == "ja":
        female, male, last = (_parsed(text) for text in (FEMALE, MALE, LAST))
        spelling = female | male | last
    else:
        female = dict.fromkeys(_short(pool(locale, "first_name_female", "first_name")), "")
        male = dict.fromkeys(_short(pool(locale, "first_name_male", "first_name")), "")
        last = {}
        spelling = {}
    is_latin = bool(spelling) or sum(map(bool, map(ascii_word, female))) > len(female) / 2

    def spelt(name: str) -> str:
        return spelling.get(name) or (ascii_word(name) if is_latin else name)

    women = _different(list(female), spelt)
    taken = set(map(spelt, women))
    men = _different([name for name in male if spelt(name) not in taken], spelt)
    first = tuple(name for pair in zip(women, men, strict=False) for name in pair) or tuple(women)
    pairs = [(n, n) for n in last] or _last_names(locale, language)
    beginnings = tuple(
        f"{second} " for head, _, second in (n.partition(" ") for n in first) if second and head
    )
    kept: dict[str, tuple[str, str]] = {}
    seen: set[str] = set()
    for woman, man in pairs:
        own = {spelt(woman), spelt(man)}
        clear = not beginnings or not f"{woman} ".startswith(beginnings)
        if all(own) and not own & seen and clear and not man.endswith("II"):
            kept[man] = (woman, man)
            seen |= own
    lasts = tuple(w for w, _ in kept.values()), tuple(m for _, m in kept.values())
    words = tuple(map(spelt, first)) if is_latin else ()
    last_words = tuple(tuple(map(spelt, side)) if is_latin else () for side in lasts)
    return Names(
        first,
        words,
        lasts,
        (last_words[0], last_words[1]),
        language in _LAST_FIRST,
        _LAST_FIRST.get(language, " "),
        _TITLES.get(locale) or _TITLES.get(language) or _TITLES["en_US"],
    )


def _parsed(text: str) -> dict[str, str]:
    """``佐藤 sato, …`` as a mapping from names to spellings."""
    return dict(entry.split(" ") for entry in text.replace("\n", " ").strip(" ,").split(", "))


def _short(found: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in found if len(name) <= _LONGEST_FIRST) or found


def _different(found: list[str], spelt: Callable[[str], str]) -> list[str]:
    kept: dict[str, str] = {}
    for name in found:
        kept.setdefault(spelt(name), name)
    return [name for spelling, name in kept.items() if spelling]


def _last_names(locale: str, language: str) -> list[tuple[str, str]]:
    """Each name as a woman and as a man have it."""
    if language == "pl":
        from faker.providers.person.pl_PL import Provider

        endings = tuple(man for man, _ in _POLISH)
        own = [name for name in Provider.male_last_names if name.endswith(endings)]
        others = pool(locale, "last_name")[: 2 * len(own)]
        return [(_polish(name), name) for name in (*own, *others)]
    if locale in _GENDERED:
        female, male = pool(locale, "last_name_female"), pool(locale, "last_name_male")
        return list(zip(female, male, strict=False))
    found = pool(locale, "last_name")
    if language in _TWO_LAST_NAMES:
        draws = Random(_SEED)
        single = [name for name in found if " " not in name]
        couples = (" ".join(draws.sample(single, 2)) for _ in range(2_000))
        found = tuple(dict.fromkeys(name for name in couples if len(name) <= _LONGEST_COUPLE))
    return [(name, name) for name in found]


def _polish(name: str) -> str:
    for man, woman in _POLISH:
        if name.endswith(man):
            return name.removesuffix(man) + woman
    return name
