"""``address``: fields of addresses in real towns; the columns of a group agree with one another.

An index is a town (with its state, country and time zone), a street (with its postcode) and a house
number (with its coordinates, within two kilometres of the town's centre).
"""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from assets.schema import generators as spec
from assets.tables.arrow_arrays import POOLED, arrow_type, decimals
from assets.tables.division import divided
from assets.tables.generators.base import FLOATS, STRINGS, Kind, Source, Target
from assets.tables.places import Places, places
from assets.tables.places.towns import HOUSE_NUMBERS, PHONES, POSTCODES
from assets.tables.pools import arrow_pool
from assets.tables.randomness import Rows, mix64

_MICRO = 10**6
_SPREAD = 15_000
"""Millionths of a degree by which an address lies north or south, east or west, of the centre."""

_BLOCKS = np.uint64(50)
_UNITS = np.uint64(60)


class _AddressSource(Source):
    distinct = 0

    def __init__(self, generator: spec.Address, target: Target) -> None:
        self.entity = f"address {generator.group}"
        self._places: Places = places(target.locale)
        self._limit = target.type.length
        self.size = generator.pool_size or self._places.size

    def _split(self, index: Rows) -> tuple[Rows, Rows, Rows]:
        """The town, the street and the house number of each index; a bijection."""
        streets = np.uint64(len(self._places.streets))
        houses = np.uint64(HOUSE_NUMBERS)
        rest, town = divided(index, len(self._places.towns))
        number, turn = divided(rest, len(self._places.streets))
        street = (turn + mix64(town) % streets) % streets
        return town, street, (number + mix64(street * houses + town) % houses) % houses


class TownSource(_AddressSource):
    """What follows from the town alone."""

    arrow_type = POOLED

    def __init__(self, generator: spec.Address, target: Target) -> None:
        super().__init__(generator, target)
        towns, found = self._places.towns, self._places
        texts: dict[str, tuple[str, ...]] = {
            "city": tuple(town.name for town in towns),
            "district": tuple(town.state for town in towns),
            "state": tuple(town.state for town in towns),
            "state_code": tuple(town.state_code for town in towns),
            "time_zone": tuple(town.time_zone for town in towns),
            "country": (found.country,) * len(towns),
            "country_code": (found.country_code,) * len(towns),
        }
        self._pool = arrow_pool(texts[generator.field], self._limit)

    def at(self, index: Rows) -> pa.Array:
        return self._pool.pooled(divided(index, len(self._places.towns))[1])


class TownNumberSource(_AddressSource):
    """One of several numbers of the town: its postcodes by the street, its telephones by house."""

    arrow_type = POOLED

    def __init__(self, generator: spec.Address, target: Target) -> None:
        super().__init__(generator, target)
        self._is_phone = generator.field == "phone"
        found = self._places
        self._pool = arrow_pool(found.phones if self._is_phone else found.postcodes, self._limit)

    def at(self, index: Rows) -> pa.Array:
        town, street, _ = self._split(index)
        if self._is_phone:
            return self._pool.pooled(town * np.uint64(PHONES) + mix64(index) % np.uint64(PHONES))
        return self._pool.pooled(_postcode(town, street))


class CoordinateSource(_AddressSource):
    """Degrees to a millionth; raises ValueError for a locale whose towns have none."""

    def __init__(self, generator: spec.Address, target: Target) -> None:
        super().__init__(generator, target)
        is_latitude = generator.field == "latitude"
        centres = [t.latitude if is_latitude else t.longitude for t in self._places.towns]
        known = [round(centre * _MICRO) for centre in centres if centre is not None]
        if len(known) < len(centres):
            raise ValueError(
                f"no coordinates are known for the towns of {target.locale}: use float, or another "
                f"locale"
            )
        digits = 2 if is_latitude else 3
        own = target.type
        if own.kind == "decimal" and (own.precision or 18) - own.scale < digits:
            raise ValueError(
                f"a {generator.field} has up to {digits} digits before the point, {own} holds "
                f"{(own.precision or 18) - own.scale}: widen it"
            )
        if own.length is not None and own.length < digits + 8:
            raise ValueError(
                f"a {generator.field} has up to {digits + 8} characters, {own} holds {own.length}: "
                f"widen it"
            )
        self._centres = np.array(known, dtype=np.int64)
        self._salt = np.uint64(1 if is_latitude else 2)
        self.arrow_type = arrow_type(own)
        self._scale = min(own.scale, 16)
        self._surplus = own.scale - self._scale

    def at(self, index: Rows) -> pa.Array:
        town = index % np.uint64(len(self._centres))
        offset = mix64(mix64(index) + self._salt) % np.uint64(2 * _SPREAD + 1)
        micro = self._centres[town] + offset.astype(np.int64) - _SPREAD
        if pa.types.is_decimal(self.arrow_type):
            return self._decimals(micro)
        degrees = pa.array(micro / _MICRO)
        return degrees if degrees.type == self.arrow_type else degrees.cast(self.arrow_type)

    def _decimals(self, micro: NDArray[np.int64]) -> pa.Array:
        scale = self._scale
        unscaled = micro * 10 ** (scale - 6) if scale >= 6 else micro // 10 ** (6 - scale)
        if self._surplus:
            narrow = decimals(unscaled, pa.decimal128(38, scale))
            return narrow.cast(self.arrow_type)
        return decimals(unscaled, self.arrow_type)


class LineSource(_AddressSource):
    """Street, unit and whole address, composed as the country writes them."""

    arrow_type = pa.string()

    def __init__(self, generator: spec.Address, target: Target) -> None:
        super().__init__(generator, target)
        found = self._places
        self._is_unit = generator.field == "unit"
        form = {"street": found.street, "full": found.full}.get(generator.field, "")
        self._parts = [part for part in re.split(r"(\{\w+\})", form) if part]
        if generator.field == "full" and self._limit is None and _are_told_apart(found):
            self.distinct = found.size
        if self._is_unit:
            self.arrow_type = POOLED

    def at(self, index: Rows) -> pa.Array:
        if self._is_unit:
            return self._unit(index)
        town, street, number = self._split(index)
        texts: dict[str, Callable[[], pa.Array]] = {
            "{number}": lambda: pa.array(number + np.uint64(1)).cast(pa.string()),
            "{street}": lambda: arrow_pool(self._places.streets).plain(street),
            "{block}": lambda: _block(number, index),
            "{city}": lambda: self._of_town(town, "name"),
            "{state}": lambda: self._of_town(town, "state"),
            "{state_code}": lambda: self._of_town(town, "state_code"),
            "{postcode}": lambda: arrow_pool(self._places.postcodes).plain(_postcode(town, street)),
        }
        parts = [texts[part]() if part in texts else part for part in self._parts]
        line = pc.binary_join_element_wise(*parts, "")
        return line if self._limit is None else pc.utf8_slice_codeunits(line, 0, self._limit)

    def _of_town(self, town: Rows, name: str) -> pa.Array:
        texts = tuple(str(getattr(each, name)) for each in self._places.towns)
        return arrow_pool(texts).plain(town)

    def _unit(self, index: Rows) -> pa.Array:
        forms = self._places.units
        units = tuple(form.format(n=n + 1) for form in forms for n in range(int(_UNITS)))
        chosen = mix64(index + np.uint64(3)) % np.uint64(len(units))
        return arrow_pool(units, self._limit).pooled(chosen)


def _are_told_apart(found: Places) -> bool:
    """Whether no two towns have the same name, state and postcodes as written."""
    names = [(town.name, town.state_code) for town in found.towns]
    shown = names if "{state" in found.full else [name for name, _ in names]
    return len(set(shown)) == len(names)


def _postcode(town: Rows, street: Rows) -> Rows:
    return town * np.uint64(POSTCODES) + street % np.uint64(POSTCODES)


def _block(number: Rows, index: Rows) -> pa.Array:
    """``2-14-5``: district, block and house of a Japanese address."""
    district, block = np.divmod(number, _BLOCKS)
    house = mix64(index + np.uint64(4)) % np.uint64(20)
    parts = [pa.array(part + np.uint64(1)).cast(pa.string()) for part in (district, block, house)]
    return pc.binary_join_element_wise(*parts, "-")


_FIELDS: dict[str, type[_AddressSource]] = {
    "postcode": TownNumberSource,
    "phone": TownNumberSource,
    "latitude": CoordinateSource,
    "longitude": CoordinateSource,
    "street": LineSource,
    "unit": LineSource,
    "full": LineSource,
}


def _build(generator: spec.Address, target: Target) -> Source:
    return _FIELDS.get(generator.field, TownSource)(generator, target)


KIND = Kind(
    STRINGS,
    _build,
    fields=dict.fromkeys(("latitude", "longitude"), STRINGS | FLOATS | {"decimal"}),
)
