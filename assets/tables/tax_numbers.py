"""Numbers by which countries tax companies, with valid check digits.

No country keeps some for examples, but the American prefixes are ones that the IRS does not assign.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.tables.check_digits import (
    ascii_digits,
    digits_of,
    iso7064_mod11_10,
    iso7064_mod97,
    luhn,
    weighted,
)
from assets.tables.randomness import Rows

Characters = NDArray[np.uint8]

_UNASSIGNED_EIN = np.array([7, 8, 9, 17, 18, 19, 28, 29, 49, 69], dtype=np.uint64)


def tax_numbers(country: str, index: Rows) -> Characters:
    """(n, width) ASCII codes of the number of each index, in the form of the country.

    A country without a form here has its code before nine digits.
    """
    if country in _FORMS:
        return _FORMS[country](index)
    return _joined(country, ascii_digits(digits_of(index, 9)))


def tax_number_count(country: str) -> int:
    """How many indices from 0 on give different numbers of a country."""
    return {"GB": 9 * 10**6, "ES": 10**7, "IT": 10**7}.get(country, 9 * 10**7)


def _joined(*parts: str | Characters) -> Characters:
    count = next(len(part) for part in parts if not isinstance(part, str))
    columns = [
        np.broadcast_to(np.frombuffer(part.encode(), dtype=np.uint8), (count, len(part)))
        if isinstance(part, str)
        else part
        for part in parts
    ]
    return np.concatenate(columns, axis=1)


def _with(digits: NDArray[np.uint8], *checks: NDArray[np.signedinteger[Any]]) -> NDArray[np.uint8]:
    return np.concatenate([digits, *(check[:, None].astype(np.uint8) for check in checks)], axis=1)


def _first_not_zero(index: Rows, width: int) -> NDArray[np.uint8]:
    return digits_of(index % np.uint64(9 * 10 ** (width - 1)) + np.uint64(10 ** (width - 1)), width)


def _german(index: Rows) -> Characters:
    digits = _first_not_zero(index, 8)
    return _joined("DE", ascii_digits(_with(digits, iso7064_mod11_10(digits))))


def _british(index: Rows) -> Characters:
    """The two last digits bring the weighted sum to a multiple of 97."""
    digits = _first_not_zero(index, 7)
    check = 97 - weighted(digits, range(8, 1, -1)) % 97
    return _joined("GB", ascii_digits(_with(digits, check // 10, check % 10)))


def _french(index: Rows) -> Characters:
    """A key by 97 before the SIREN, which ends in a Luhn digit."""
    digits = _first_not_zero(index, 8)
    siren = _with(digits, luhn(digits))
    rest = weighted(siren, [pow(10, 8 - place, 97) for place in range(9)]) % 97
    key = (12 + 3 * rest) % 97
    head = ascii_digits(_with(siren[:, :0], key // 10, key % 10))
    return _joined("FR", head, ascii_digits(siren))


def _spanish(index: Rows) -> Characters:
    """A limited company's: B, province and number, and a Luhn digit."""
    digits = digits_of(index, 7)
    return _joined("ESB", ascii_digits(_with(digits, luhn(digits))))


def _italian(index: Rows) -> Characters:
    """Seven digits, the office of Milan (015), and a Luhn digit."""
    office = np.broadcast_to(np.array([[0, 1, 5]], dtype=np.uint8), (len(index), 3))
    digits = np.concatenate([digits_of(index, 7), office], axis=1)
    return _joined("IT", ascii_digits(_with(digits, luhn(digits))))


def _dutch(index: Rows) -> Characters:
    """Two last digits by ISO 7064, MOD 97,10, over letters and digits."""
    digits = _first_not_zero(index, 9)
    letters = np.broadcast_to(np.array([[23, 21]], dtype=np.uint8), (len(index), 2))
    ending = np.full((len(index), 1), 11, dtype=np.uint8)
    values = np.concatenate([letters, digits, ending], axis=1)
    check = iso7064_mod97(values, [2, 2, *[1] * 9, 2])
    ends = ascii_digits(_with(digits[:, :0], check // 10, check % 10))
    return _joined("NL", ascii_digits(digits), "B", ends)


def _polish(index: Rows) -> Characters:
    """Nine digits and their weighted sum modulo 11; the ninth is such that it is no 10."""
    digits = _first_not_zero(index, 8)
    total = weighted(digits, (6, 5, 7, 2, 3, 4, 5, 6))
    ninth = (total % 11 == 10).astype(np.int64)
    return _joined("PL", ascii_digits(_with(digits, ninth, (total + 7 * ninth) % 11)))


def _brazilian(index: Rows) -> Characters:
    """A CNPJ: eight digits of the company, 0001 for its seat, and two checks modulo 11."""
    digits = _first_not_zero(index, 8)
    seat = np.broadcast_to(np.array([[0, 0, 0, 1]], dtype=np.uint8), (len(index), 4))
    body = np.concatenate([digits, seat], axis=1)
    for weights in ((5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)):
        check = 11 - weighted(body, weights) % 11
        body = _with(body, np.where(check >= 10, 0, check))
    text = ascii_digits(body)
    body, seated, checks = text[:, :8], text[:, 8:12], text[:, 12:]
    return _joined(body[:, :2], ".", body[:, 2:5], ".", body[:, 5:], "/", seated, "-", checks)


def _american(index: Rows) -> Characters:
    number, prefix = np.divmod(index, np.uint64(len(_UNASSIGNED_EIN)))
    heads = ascii_digits(digits_of(_UNASSIGNED_EIN[prefix], 2))
    return _joined(heads, "-", ascii_digits(digits_of(number, 7)))


def _japanese(index: Rows) -> Characters:
    """The number of an invoice's issuer: T and a corporate number, whose first digit checks."""
    digits = _first_not_zero(index, 12)
    check = 9 - weighted(digits, [2, 1] * 6) % 9
    return _joined("T", ascii_digits(check[:, None]), ascii_digits(digits))


_FORMS: dict[str, Callable[[Rows], Characters]] = {
    "DE": _german,
    "GB": _british,
    "FR": _french,
    "ES": _spanish,
    "IT": _italian,
    "NL": _dutch,
    "PL": _polish,
    "BR": _brazilian,
    "US": _american,
    "JP": _japanese,
}
