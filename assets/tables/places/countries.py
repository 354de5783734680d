"""The towns of a country, from the data file beside this module.

The files hold facts of common knowledge: towns with their states (ISO 3166-2), the beginnings of
their postcodes, the coordinates of their centres and, where a regulator keeps telephone numbers for
fiction, the first digits of those. Each says in its head what its signs mean.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class Town:
    """A town; ``latitude`` and ``longitude`` are its centre in degrees, None where unknown.

    ``postcodes`` are forms; ``phone`` is what numbers kept for fiction begin with, or empty.
    """

    name: str
    state: str
    state_code: str
    postcodes: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    time_zone: str
    phone: str = ""


@dataclass(frozen=True)
class Country:
    """How a country's addresses are written. ``street`` and ``full`` have fields in braces.

    ``phone_end`` is the form of what follows a town's ``phone``, and ``mobile`` that of the numbers
    of towns without one.
    """

    name: str
    street: str
    full: str
    units: tuple[str, ...]
    towns: tuple[Town, ...]
    street_names: tuple[str, ...]
    phone_end: str
    mobile: str


@cache
def country(code: str) -> Country | None:
    """The country with a code of ISO 3166-1, or None where there is no file of it."""
    file = resources.files(__package__) / f"{code.lower()}.toml"
    if not file.is_file():
        return None
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    names = [
        f"{word} {suffix}"
        for word in data.get("street_words", "").split()
        for suffix in data.get("street_suffixes", [])
    ]
    return Country(
        data["country"],
        data["street"],
        data["full"],
        tuple(data["units"]),
        tuple(_town(line, data) for line in data["towns"].strip().splitlines()),
        tuple(names),
        data.get("phone_end", ""),
        data.get("mobile", ""),
    )


def _town(line: str, data: dict[str, Any]) -> Town:
    parts = [part.strip() for part in line.split("|")]
    name, state, postcodes, latitude, longitude, phone, zone = [*parts, "", ""][:7]
    return Town(
        name,
        data["states"][state],
        state,
        tuple(form.strip() for form in postcodes.split(",")),
        float(latitude),
        float(longitude),
        zone or data["time_zone"],
        phone,
    )
