"""``address``: fields of made-up addresses; the columns of a group agree with one another.

An index is a town (with its state and postcode), a street and a house number.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.schema import generators as spec
from assets.tables.arrow_arrays import POOLED
from assets.tables.generators.base import STRINGS, Kind, Source, Target
from assets.tables.pools import arrow_pool, faker, pool
from assets.tables.randomness import Rows, mix64

HOUSE_NUMBERS = 250
_TOWN_FIELDS = ("city", "district", "state", "state_code", "postcode")


class Places:
    """The towns and streets of a locale."""

    def __init__(self, locale: str) -> None:
        source = faker(locale)
        cities = pool(locale, "city")
        self.streets = pool(locale, "street_name")
        source.seed_instance(len(cities))
        states = _states(locale)
        chosen = [states[source.random_int(0, len(states) - 1)] for _ in cities]
        self.towns = {
            "city": cities,
            "state": tuple(name for name, _ in chosen),
            "district": tuple(name for name, _ in chosen),
            "state_code": tuple(code for _, code in chosen),
            "postcode": tuple(_postcode(locale, code) for _, code in chosen),
        }
        self.country = str(source.current_country())
        self.country_code = str(source.current_country_code())
        self.number_first = locale[:2] in ("en", "fr")
        self.size = len(cities) * len(self.streets) * HOUSE_NUMBERS

    def split(self, index: Rows) -> tuple[Rows, Rows, Rows]:
        """The town, the street and the house number of each index; a bijection."""
        streets = np.uint64(len(self.streets))
        rest, town = np.divmod(index, np.uint64(len(self.towns["city"])))
        number, turn = np.divmod(rest, streets)
        return town, (turn + mix64(town) % streets) % streets, number


@cache
def places(locale: str) -> Places:
    return Places(locale)


class AddressSource(Source):
    def __init__(self, generator: spec.Address, target: Target) -> None:
        self.entity = f"address {generator.group}"
        self._field = generator.field
        self._places = places(target.locale)
        self._limit = target.type.length
        self.size = self._places.size
        composed = generator.field in ("street", "full")
        self.arrow_type = pa.string() if composed else POOLED
        self.distinct = 0
        if generator.field == "full" and self._limit is None:
            self.distinct = self.size

    def at(self, index: Rows) -> pa.Array:
        town, street, number = self._places.split(index)
        if self._field in _TOWN_FIELDS:
            return arrow_pool(self._places.towns[self._field], self._limit).pooled(town)
        match self._field:
            case "country":
                country = arrow_pool((self._places.country,), self._limit)
                return country.pooled(np.zeros_like(town))
            case "country_code":
                codes = arrow_pool((self._places.country_code,), self._limit)
                return codes.pooled(np.zeros_like(town))
            case "unit":
                units = tuple(f"Apt. {unit}" for unit in range(1, 100))
                return arrow_pool(units, self._limit).pooled(mix64(index) % np.uint64(99))
            case "street":
                return self._cut(self._street(street, number))
            case _:
                towns = self._places.towns
                first, second = ("city", "postcode")
                if not self._places.number_first:
                    first, second = second, first
                town_line = pc.binary_join_element_wise(
                    arrow_pool(towns[first]).plain(town),
                    arrow_pool(towns[second]).plain(town),
                    " ",
                )
                line = self._street(street, number)
                return self._cut(pc.binary_join_element_wise(line, town_line, ", "))

    def _street(self, street: Rows, number: Rows) -> pa.Array:
        names = arrow_pool(self._places.streets).plain(street)
        numbers = pa.array(number + np.uint64(1)).cast(pa.string())
        if self._places.number_first:
            return pc.binary_join_element_wise(numbers, names, " ")
        return pc.binary_join_element_wise(names, numbers, " ")

    def _cut(self, texts: pa.Array) -> pa.Array:
        return texts if self._limit is None else pc.utf8_slice_codeunits(texts, 0, self._limit)


@cache
def _states(locale: str) -> list[tuple[str, str]]:
    """The states of a locale with their codes: two letters of the name outside the USA."""
    if locale == "en_US":
        return list(_US_STATES.items())
    names = pool(locale, "state", "administrative_unit", "region", "prefecture", size=400)
    return [(name, name[:2].upper()) for name in names]


def _postcode(locale: str, state_code: str) -> str:
    source = faker(locale)
    return str(source.postcode_in_state(state_code) if locale == "en_US" else source.postcode())


_US_STATES = {
    "Alabama": "AL", "Alaska": "AK", "Arizona": "AZ", "Arkansas": "AR", "California": "CA",
    "Colorado": "CO", "Connecticut": "CT", "Delaware": "DE", "Florida": "FL", "Georgia": "GA",
    "Hawaii": "HI", "Idaho": "ID", "Illinois": "IL", "Indiana": "IN", "Iowa": "IA",
    "Kansas": "KS", "Kentucky": "KY", "Louisiana": "LA", "Maine": "ME", "Maryland": "MD",
    "Massachusetts": "MA", "Michigan": "MI", "Minnesota": "MN", "Mississippi": "MS",
    "Missouri": "MO", "Montana": "MT", "Nebraska": "NE", "Nevada": "NV", "New Hampshire": "NH",
    "New Jersey": "NJ", "New Mexico": "NM", "New York": "NY", "North Carolina": "NC",
    "North Dakota": "ND", "Ohio": "OH", "Oklahoma": "OK", "Oregon": "OR", "Pennsylvania": "PA",
    "Rhode Island": "RI", "South Carolina": "SC", "South Dakota": "SD", "Tennessee": "TN",
    "Texas": "TX", "Utah": "UT", "Vermont": "VT", "Virginia": "VA", "Washington": "WA",
    "West Virginia": "WV", "Wisconsin": "WI", "Wyoming": "WY",
}  # fmt: skip

KIND = Kind(STRINGS, AddressSource)
