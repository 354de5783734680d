"""``vehicle``: plates in the form of a country, makes with models, vehicle identification numbers.

A VIN has its maker's real first characters (ISO 3780) and a valid check digit (49 CFR 565.15). No
range of plates or VINs is kept for fiction: a made-up one may be somebody's.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.schema import generators as spec
from assets.tables.arrow_arrays import POOLED, strings
from assets.tables.check_digits import digits_of, weighted
from assets.tables.generators.base import INTEGERS, STRINGS, Kind, Source, Target
from assets.tables.generators.integers import IntegerSource
from assets.tables.pools import arrow_pool
from assets.tables.randomness import Rows, mix64
from assets.tables.regex import Words, words_of

_PLATES = {
    "US": "[A-HJ-NPR-Z]{3}-[0-9]{4}",
    "GB": "[A-HJ-PR-Y][A-HJ-PR-Y](0[2-9]|1[0-9]|2[0-5]|5[1-9]|6[0-9]|7[0-5]) [A-HJ-PR-Z]{3}",
    "DE": "(B|M|HH|K|F|S|D|DO|E|L|HB|DD|H|N|KI|MZ|SB|EF|P|SN|MD)-[A-HJ-NP-Z]{1,2} [1-9][0-9]{1,3}",
    "FR": "[A-HJ-NP-TV-Z]{2}-[0-9]{3}-[A-HJ-NP-TV-Z]{2}",
    "ES": "[0-9]{4} [BCDFGHJKLMNPRSTVWXYZ]{3}",
    "IT": "[A-HJ-NPR-TV-Z]{2} [0-9]{3}[A-HJ-NPR-TV-Z]{2}",
    "NL": "([GHJKLNPRSTXZ]-[0-9]{3}-[BDFGHJKLNPRSTVXZ]{2}|[GHJKLNPRSTXZ]{2}-[0-9]{3}"
          "-[GHJKLNPRSTXZ])",
    "PL": "(W[AEFHIXY]|K[RK]|P[OY]|D[WX]|G[DA]|S[KGY]|L[UL]|E[LP]|ZS|BI|RZ) "
          "[0-9]{3}[0-9A-CEFGHJ-NPR-Y]{2}",
    "BR": "[A-Z]{3}[0-9][A-J][0-9]{2}",
    "JP": "(品川|練馬|横浜|名古屋|なにわ|神戸|札幌|福岡|京都|仙台) [35][0-9]{2} "
          "[さすせそたちつてとなにぬねのはひふほまみむめもやゆらりるろ] [1-9][0-9]-[0-9]{2}",
}  # fmt: skip
"""Present-day forms, without the letters that each country leaves out; elsewhere America's."""

MAKES = {
    "Toyota": ("JTD", "Corolla, Yaris, RAV4, Prius, Camry"),
    "Volkswagen": ("WVW", "Golf, Polo, Passat, Tiguan"),
    "Ford": ("1FA", "Focus, Fiesta, Mustang, Escape"),
    "Honda": ("JHM", "Civic, Accord, Jazz, CR-V"),
    "BMW": ("WBA", "118i, 320d, 520d, X3"),
    "Mercedes-Benz": ("WDD", "A 180, C 200, E 220, GLC 300"),
    "Audi": ("WAU", "A3, A4, A6, Q5"),
    "Renault": ("VF1", "Clio, Mégane, Captur, Twingo"),
    "Peugeot": ("VF3", "208, 308, 2008, 3008"),
    "Fiat": ("ZFA", "500, Panda, Tipo"),
    "Škoda": ("TMB", "Fabia, Octavia, Superb"),
    "SEAT": ("VSS", "Ibiza, León, Ateca"),
    "Volvo": ("YV1", "V60, V90, XC40, XC60"),
    "Hyundai": ("KMH", "i20, i30, Tucson, Elantra"),
    "Kia": ("KNA", "Rio, Ceed, Sportage"),
    "Nissan": ("JN1", "Micra, Qashqai, Leaf"),
    "Chevrolet": ("1G1", "Malibu, Cruze, Camaro"),
    "Tesla": ("5YJ", "Model 3, Model S, Model Y"),
}
_MODELS = tuple(
    (make, model, wmi) for make, (wmi, models) in MAKES.items() for model in models.split(", ")
)
_YEARS = range(2005, 2026)
_YEAR_CODES = "56789ABCDEFGHJKLMNPRS"
_LETTERS = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
_VALUES = (*range(10), *range(1, 9), *range(1, 6), 7, 9, *range(2, 10))
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_DESCRIPTOR = 5
_SERIALS = 10**6


class VehicleSource(Source):
    size = 2**40
    distinct = 0
    arrow_type = POOLED

    def __init__(self, generator: spec.Vehicle, target: Target) -> None:
        self.entity = f"vehicle {generator.group}"
        self._field, self._limit = generator.field, target.type.length
        if generator.field == "vin":
            self.arrow_type = pa.string()
            self.distinct = len(_LETTERS) ** _DESCRIPTOR * _SERIALS
            self._require_room(17)
        if generator.field == "plate":
            self.arrow_type = pa.string()
            self._plates = plates(target.locale)
            self.distinct = self._plates.count
            self._require_room(self._plates.longest)
        if generator.field == "model_year":
            years = spec.Integer(min=_YEARS.start, max=_YEARS.stop - 1)
            self._years = IntegerSource(years, target)
            self.arrow_type = self._years.arrow_type

    def _require_room(self, longest: int) -> None:
        if self._limit is not None and longest > self._limit:
            raise ValueError(
                f"a {self._field} has up to {longest} characters, the type holds {self._limit}: "
                f"widen it"
            )

    def at(self, index: Rows) -> pa.Array:
        model = mix64(index + np.uint64(1)) % np.uint64(len(_MODELS))
        year = mix64(index + np.uint64(2)) % np.uint64(len(_YEARS))
        match self._field:
            case "make":
                return arrow_pool(tuple(make for make, _, _ in _MODELS), self._limit).pooled(model)
            case "model":
                return arrow_pool(tuple(name for _, name, _ in _MODELS), self._limit).pooled(model)
            case "model_year":
                return self._years.at(year)
            case "plate":
                return self._plates.spell(index % np.uint64(self._plates.count))
            case _:
                return strings(_vins(index, model, year))


@cache
def plates(locale: str) -> Words:
    """The plates of the locale's country."""
    return words_of(_PLATES.get(locale[-2:], _PLATES["US"]), 1)


def _vins(index: Rows, model: Rows, year: Rows) -> NDArray[np.uint8]:
    """Maker, five characters of description, check, year, plant and serial number."""
    letters = np.frombuffer(_LETTERS.encode(), dtype=np.uint8)
    makers = np.array([list(wmi.encode()) for _, _, wmi in _MODELS], dtype=np.uint8)
    vins = np.empty((len(index), 17), dtype=np.uint8)
    vins[:, :3] = makers[model]
    rest, serial = np.divmod(index, np.uint64(_SERIALS))
    for place in range(3, 3 + _DESCRIPTOR):
        rest, letter = np.divmod(rest, np.uint64(len(letters)))
        vins[:, place] = letters[letter]
    vins[:, 9] = np.frombuffer(_YEAR_CODES.encode(), dtype=np.uint8)[year]
    vins[:, 10] = letters[mix64(model) % np.uint64(len(letters))]
    vins[:, 11:] = digits_of(serial, 6) + np.uint8(48)
    vins[:, 8] = ord("0")
    values = np.zeros(128, dtype=np.uint8)
    values[letters] = _VALUES
    check = weighted(values[vins], _WEIGHTS) % 11
    vins[:, 8] = np.frombuffer(b"0123456789X", dtype=np.uint8)[check]
    return vins


KIND = Kind(
    STRINGS,
    VehicleSource,
    fields={"model_year": STRINGS | INTEGERS - {"tinyint"}},
)
