"""``reference_data``: values of well-known lists."""

from __future__ import annotations

from assets.schema import generators as spec
from assets.tables.generators.base import STRINGS, Kind, Source, Target
from assets.tables.generators.pooled_texts import PoolSource
from assets.tables.pools import pool

_METHODS = {
    "country": ("country",),
    "country_code": ("country_code",),
    "city": ("city",),
    "state": ("administrative_unit", "state", "region", "prefecture"),
    "language": ("language_name",),
    "currency": ("currency_code",),
    "time_zone": ("timezone",),
    "color": ("color_name",),
    "job_title": ("job",),
}
_CATEGORIES = (
    "Accessories, Books, Clothing, Electronics, Food, Furniture, Garden, Health, Household, Kitchen"
    ", Music, Office, Outdoors, Pets, Photography, Sports, Tools, Toys, Travel, Wellness"
)


def _build(generator: spec.ReferenceData, target: Target) -> Source:
    if generator.field == "category":
        return PoolSource(tuple(_CATEGORIES.split(", ")), target)
    return PoolSource(pool(target.locale, *_METHODS[generator.field]), target)


KIND = Kind(STRINGS, _build)
