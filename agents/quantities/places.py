"""``in Germany``, ``Japanese customers``: Faker locales."""

from __future__ import annotations

from collections.abc import Iterator

from agents.quantities.clause import Clause
from agents.quantities.quantity import Place

_COUNTRIES = (
    ("en_US", "United States", "usa us u.s america american americans"),
    ("en_GB", "United Kingdom", "uk britain british england english scotland scottish wales"),
    ("de_DE", "Germany", "germany german germans deutschland berlin munich hamburg"),
    ("de_AT", "Austria", "austria austrian"),
    ("de_CH", "Switzerland", "switzerland swiss"),
    ("fr_FR", "France", "france french paris"),
    ("es_ES", "Spain", "spain spanish madrid barcelona"),
    ("it_IT", "Italy", "italy italian italians rome milan"),
    ("nl_NL", "Netherlands", "netherlands dutch holland amsterdam"),
    ("nl_BE", "Belgium", "belgium belgian"),
    ("pl_PL", "Poland", "poland polish warsaw"),
    ("pt_PT", "Portugal", "portugal portuguese lisbon"),
    ("pt_BR", "Brazil", "brazil brazilian brazilians"),
    ("ja_JP", "Japan", "japan japanese tokyo"),
    ("zh_CN", "China", "china chinese"),
    ("ko_KR", "South Korea", "korea korean"),
    ("en_IN", "India", "india indian"),
    ("en_CA", "Canada", "canada canadian canadians"),
    ("en_AU", "Australia", "australia australian australians"),
    ("en_NZ", "New Zealand", "zealand"),
    ("en_IE", "Ireland", "ireland irish"),
    ("es_MX", "Mexico", "mexico mexican"),
    ("es_AR", "Argentina", "argentina argentinian"),
    ("sv_SE", "Sweden", "sweden swedish"),
    ("no_NO", "Norway", "norway norwegian"),
    ("da_DK", "Denmark", "denmark danish"),
    ("fi_FI", "Finland", "finland finnish"),
    ("cs_CZ", "Czechia", "czechia czech"),
    ("hu_HU", "Hungary", "hungary hungarian"),
    ("ro_RO", "Romania", "romania romanian"),
    ("el_GR", "Greece", "greece greek"),
    ("tr_TR", "Turkey", "turkey türkiye turkish"),
    ("uk_UA", "Ukraine", "ukraine ukrainian"),
)
LOCALES = {word: (locale, name) for locale, name, words in _COUNTRIES for word in words.split()}
_PAIRS = {("united", "states"): "usa", ("united", "kingdom"): "uk", ("great", "britain"): "uk",
          ("new", "zealand"): "zealand", ("south", "korea"): "korea"}  # fmt: skip
_NAMES = frozenset(
    "paris berlin munich hamburg madrid barcelona rome milan amsterdam warsaw lisbon tokyo".split()
)


def read(clause: Clause) -> Iterator[Place]:
    """The countries that a sentence names, by their names or people, with a capital."""
    items = clause.items
    skip = False
    for index, item in enumerate(items):
        if skip:
            skip = False
            continue
        if item.code or not item.text[:1].isupper():
            continue
        word = item.text.lower().removesuffix("'s")
        end = item.end
        if index + 1 < len(items):
            pair = _PAIRS.get((word, items[index + 1].text.lower()))
            if pair:
                word, end, skip = pair, items[index + 1].end, True
        if word not in LOCALES or (word == "us" and item.text != "US"):
            continue
        if word in _NAMES and (not index or items[index - 1].shown not in ("in", "from", "at")):
            continue
        locale, country = LOCALES[word]
        words = clause.words(clause.starts[index], clause.starts[index + (1 if skip else 0)] + 1)
        if words.end >= end:
            yield Place(words=words, locale=locale, country=country)
