"""The places of a locale: its country's towns and streets, written as the country does.

Without a data file, towns come from Faker: from its list of real ones with coordinates where that
has some of the country and the locale writes Latin, else made up. Their states and postcodes are
then of the country, but need not be of the town.
"""

from __future__ import annotations

from functools import cache
from random import Random
from typing import TYPE_CHECKING

from assets.tables.places.countries import Country, Town, country
from assets.tables.pools import ascii_word, faker, pool

if TYPE_CHECKING:
    from faker import Faker

HOUSE_NUMBERS = 250
POSTCODES = 16
"""Postcodes of one town."""

PHONES = 100
"""Telephone numbers of one town."""

_SEED = 4_711
_FEWEST_TOWNS = 5
_SIGNS = {
    "#": "0123456789",
    "%": "123456789",
    "@": "ABDEFGHJLNPQRSTUWXYZ",
    "&": "BCDEGHJKLMNPRSTVWXZ",
}
_UNASSIGNED = "+999 ### ### ####"
"""The country code 999, which no country has (ITU-T E.164)."""


class Places:
    """``towns`` with what belongs to each, in the same order; ``postcodes`` has POSTCODES and
    ``phones`` PHONES in a row for each town."""

    def __init__(self, locale: str) -> None:
        source = faker(locale)
        known = country(locale[-2:])
        self.towns = known.towns if known else _towns_of_faker(locale, source)
        self.country = known.name if known else str(source.current_country())
        self.country_code = str(source.current_country_code())
        self.street, self.full = (known.street, known.full) if known else _forms(locale)
        self.units = known.units if known else ("Apt. {n}",)
        self.streets = _streets(locale, known)
        self.in_blocks = "{block}" in self.street
        draws = Random(_SEED)
        self.postcodes = tuple(
            _filled(town.postcodes[number % len(town.postcodes)], draws)
            for town in self.towns
            for number in range(POSTCODES)
        )
        self.phones = tuple(
            _filled(_phone_form(town, known), draws) for town in self.towns for _ in range(PHONES)
        )
        self.size = len(self.towns) * len(self.streets) * HOUSE_NUMBERS


@cache
def places(locale: str) -> Places:
    """The places of a locale. Raises SpecError for one that Faker does not know."""
    return Places(locale)


def _filled(form: str, draws: Random) -> str:
    return "".join(draws.choice(_SIGNS.get(sign, sign)) for sign in form)


def _phone_form(town: Town, known: Country | None) -> str:
    if known is not None and town.phone:
        return town.phone + known.phone_end
    return known.mobile if known is not None and known.mobile else _UNASSIGNED


def _streets(locale: str, known: Country | None) -> tuple[str, ...]:
    if locale == "ja_JP":
        return pool(locale, "town")
    names = tuple(name for name in pool(locale, "street_name") if " II" not in name)
    return known.street_names if known is not None and known.street_names else names


def _forms(locale: str) -> tuple[str, str]:
    street = "{number} {street}" if locale[:2] in ("en", "fr") else "{street} {number}"
    town = "{city} {postcode}" if locale[:2] == "en" else "{postcode} {city}"
    return street, f"{street}, {town}"


def _towns_of_faker(locale: str, source: Faker) -> tuple[Town, ...]:
    from faker.providers.geo import Provider

    code = str(source.current_country_code())
    zone = _time_zone(code)
    found: list[tuple[str, float | None, float | None, str]] = [
        (name, float(latitude), float(longitude), own_zone)
        for latitude, longitude, name, own, own_zone in Provider.land_coords
        if own == code
    ]
    made_up = pool(locale, "city")
    is_latin = sum(bool(ascii_word(name)) for name in made_up) > len(made_up) / 2
    if not is_latin or len({name for name, *_ in found}) < _FEWEST_TOWNS:
        found = [(name, None, None, zone) for name in made_up]
    names = pool(locale, "administrative_unit", "state", "region", "prefecture", size=400)
    codes = pool(locale, "postcode", size=len(found) * POSTCODES)
    draws, towns = Random(_SEED), dict[str, Town]()
    for name, latitude, longitude, own_zone in found:
        state = draws.choice(names)
        own = tuple(draws.choice(codes) for _ in range(POSTCODES))
        town = Town(name, state, state[:2].upper(), own, latitude, longitude, own_zone)
        towns.setdefault(name, town)
    return tuple(towns.values())


def _time_zone(code: str) -> str:
    from faker.providers.date_time import Provider

    zones = (place.timezones for place in Provider.countries if place.alpha_2_code == code)
    return str(next(zones, ["UTC"])[0])
