"""Check digits of many numbers at once. A number is a row of a matrix of its digits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.tables.randomness import Rows

Digits = NDArray[np.uint8]
"""(n, width) digits from 0 to 9, or characters' values where said."""

Checks = NDArray[np.int32]
"""(n) values of one check digit each."""

_GROUP = 4
_SPELLED = np.array(
    [[int(sign) for sign in f"{number:04d}"] for number in range(10**_GROUP)], dtype=np.uint8
).view(np.uint32)[:, 0]
"""The four digits of each number below 10,000, as four bytes of one word."""


def digits_of(numbers: Rows, width: int) -> Digits:
    """The last ``width`` decimal digits of each number."""
    groups = -(-width // _GROUP)
    words = np.empty((len(numbers), groups), dtype=np.uint32)
    rest = numbers
    for group in range(groups - 1, -1, -2):
        above = rest // np.uint64(10 ** (2 * _GROUP))
        pair = (rest - above * np.uint64(10 ** (2 * _GROUP))).astype(np.uint32)
        rest = above
        high = pair // np.uint32(10**_GROUP)
        words[:, group] = _SPELLED[pair - high * np.uint32(10**_GROUP)]
        if group:
            words[:, group - 1] = _SPELLED[high]
    return words.view(np.uint8)[:, groups * _GROUP - width :]


def weighted(digits: NDArray[Any], weights: Sequence[int]) -> Checks:
    """The sum of each row's digits by their weights, which must be below 2^31."""
    total = np.zeros(len(digits), dtype=np.int32)
    for column, weight in enumerate(weights):
        if weight:
            total += digits[:, column] * np.int32(weight)
    return total


def luhn(digits: Digits) -> Checks:
    """The digit to append by the Luhn algorithm (ISO/IEC 7812-1, annex B)."""
    width = digits.shape[1]
    doubled = [(width - place) % 2 for place in range(width)]
    plain = weighted(digits, [1 + twice for twice in doubled])
    over_nine = weighted(digits > 4, [9 * twice for twice in doubled])
    return (over_nine - plain) % 10


def gs1(digits: Digits) -> Checks:
    """The digit to append to an EAN, UPC, GTIN or ISBN-13: weights 3 and 1 from the right."""
    width = digits.shape[1]
    return -weighted(digits, [3 if (width - place) % 2 else 1 for place in range(width)]) % 10


def isbn10(digits: Digits) -> Checks:
    """The value to append to nine digits of an ISBN-10; 10 is written X."""
    return -weighted(digits, range(10, 1, -1)) % 11


def iso7064_mod97(values: NDArray[np.uint8], widths: Sequence[int]) -> Checks:
    """98 less the remainder by 97 of the number whose parts are ``values``, with two 0 appended.

    A column is a digit (width 1) or a letter as 10 to 35 (width 2): ISO 13616's check of an IBAN
    whose country stands last.
    """
    places = [2 + sum(widths[column + 1 :]) for column in range(len(widths))]
    return 98 - weighted(values, [pow(10, place, 97) for place in places]) % 97


def iso7064_mod11_10(digits: Digits) -> Checks:
    """The digit to append by ISO 7064, MOD 11,10: German VAT and tax numbers."""
    product = np.full(len(digits), 10, dtype=np.int32)
    for column in range(digits.shape[1]):
        total = (digits[:, column] + product) % 10
        product = np.where(total == 0, np.int32(10), total) * 2 % 11
    return (11 - product) % 10


def ascii_digits(digits: NDArray[np.integer]) -> NDArray[np.uint8]:
    """The ASCII codes of digits."""
    return (digits + 48).astype(np.uint8)
