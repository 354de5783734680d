"""``reference_data``: values of well-known lists; in a group, names and codes agree.

Countries, currencies and languages are those of ISO 3166-1, 4217 and 639-1, colours those of CSS.
"""

from __future__ import annotations

from functools import cache

from assets.schema import generators as spec
from assets.tables.generators.base import STRINGS, Kind, Source, Target
from assets.tables.generators.pooled_texts import PoolSource, RowSource
from assets.tables.pools import faker, pool

_METHODS = {
    "country": ("country",),
    "city": ("city",),
    "state": ("administrative_unit", "state", "region", "prefecture"),
    "time_zone": ("timezone",),
    "job_title": ("job",),
}
_CATEGORIES = (
    "Accessories, Books, Clothing, Electronics, Food, Furniture, Garden, Health, Household, Kitchen"
    ", Music, Office, Outdoors, Pets, Photography, Sports, Tools, Toys, Travel, Wellness"
)
_LANGUAGES = (
    "ar Arabic, bg Bulgarian, bn Bengali, cs Czech, da Danish, de German, el Greek, en English, "
    "es Spanish, et Estonian, fa Persian, fi Finnish, fr French, ga Irish, he Hebrew, hi Hindi, "
    "hr Croatian, hu Hungarian, id Indonesian, is Icelandic, it Italian, ja Japanese, ko Korean, "
    "lt Lithuanian, lv Latvian, ms Malay, mt Maltese, nl Dutch, no Norwegian, pl Polish, "
    "pt Portuguese, ro Romanian, ru Russian, sk Slovak, sl Slovene, sr Serbian, sv Swedish, "
    "sw Swahili, ta Tamil, th Thai, tr Turkish, uk Ukrainian, ur Urdu, vi Vietnamese, zh Chinese"
)
_PAIRS = {
    "country": ("country", 0),
    "country_code": ("country", 1),
    "currency": ("currency", 0),
    "currency_name": ("currency", 1),
    "color": ("color", 0),
    "color_hex": ("color", 1),
    "language": ("language", 0),
    "language_code": ("language", 1),
}


@cache
def _pairs(what: str) -> tuple[tuple[str, str], ...]:
    if what == "language":
        entries = (entry.split(" ") for entry in _LANGUAGES.split(", "))
        return tuple((name, code) for code, name in entries)
    from faker.providers.color import Provider as Colors
    from faker.providers.currency import Provider as Currencies
    from faker.providers.date_time import Provider as Countries

    if what == "color":
        return tuple((name, code.lower()) for name, code in Colors.all_colors.items())
    if what == "currency":
        return tuple((code, name) for code, name in Currencies.currencies if len(code) == 3)
    return tuple((place.name, place.alpha_2_code) for place in Countries.countries)


def _build(generator: spec.ReferenceData, target: Target) -> Source:
    field, group, zipf = generator.field, generator.group, generator.zipf
    if field in _PAIRS:
        what, part = _PAIRS[field]
        if field == "country" and group is None:
            return PoolSource(pool(target.locale, "country"), target, zipf=zipf)
        faker(target.locale)  # refuses an unknown locale, whatever the list
        values = tuple(pair[part] for pair in _pairs(what))
        if group is None:
            return PoolSource(tuple(dict.fromkeys(values)), target, zipf=zipf)
        return RowSource(values, target, f"{what} {group}")
    if field == "category":
        return PoolSource(tuple(_CATEGORIES.split(", ")), target, zipf=zipf)
    return PoolSource(pool(target.locale, *_METHODS[field]), target, zipf=zipf)


KIND = Kind(STRINGS, _build)
