"""``code``: numbers with check digits, from ranges that are kept free.

EAN-13 begins with 952, which GS1 keeps for demonstrations and examples; EAN-8 and UPC-A with 2 and
4, which GS1 leaves to circulation inside one company. ISBNs begin with the groups 66 to 69, which
the International ISBN Agency has given to no country or language. IMEIs begin with 00, which the
GSMA keeps for test devices.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.schema import generators as spec
from assets.tables.arrow_arrays import strings
from assets.tables.check_digits import Checks, Digits, ascii_digits, digits_of, gs1, isbn10, luhn
from assets.tables.generators.base import STRINGS, Kind, Source, Target
from assets.tables.randomness import Rows


@dataclass(frozen=True)
class Form:
    """``size`` numbers of ``width`` digits from ``first`` on, each followed by its check.

    ``cuts`` are the places of the separators.
    """

    first: int
    size: int
    width: int
    check: Callable[[Digits], Checks]
    cuts: tuple[int, ...] = ()


FORMS = {
    "ean13": Form(952 * 10**9, 10**9, 12, gs1),
    "ean8": Form(2 * 10**6, 10**6, 7, gs1),
    "upc": Form(4 * 10**10, 10**10, 11, gs1),
    "isbn13": Form(97866 * 10**7, 4 * 10**7, 12, gs1, (3, 5, 9, 12)),
    "isbn10": Form(66 * 10**7, 4 * 10**7, 9, isbn10, (2, 6, 9)),
    "imei": Form(0, 10**12, 14, luhn),
}


class CodeSource(Source):
    arrow_type = pa.string()

    def __init__(self, generator: spec.Code, target: Target) -> None:
        self._form = FORMS[generator.field]
        self._separator = generator.separator
        self.size = self.distinct = self._form.size
        longest = self._form.width + 1 + len(self._form.cuts) * len(generator.separator)
        if target.type.length is not None and longest > target.type.length:
            raise ValueError(
                f"a value of {generator.field} has {longest} characters, {target.type} holds "
                f"{target.type.length}: widen it"
            )

    def at(self, index: Rows) -> pa.Array:
        form = self._form
        digits = digits_of(index + np.uint64(form.first), form.width)
        codes = np.empty((len(index), form.width + 1), dtype=np.uint8)
        codes[:, :-1] = ascii_digits(digits)
        codes[:, -1] = _CHECKS[form.check(digits)]
        if self._separator:
            codes = np.insert(codes, form.cuts, ord(self._separator), axis=1)
        return strings(codes)


_CHECKS: NDArray[np.uint8] = np.frombuffer(b"0123456789X", dtype=np.uint8)

KIND = Kind(STRINGS, CodeSource)
