"""Telephone numbers from the ranges that regulators keep free for fiction."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa

from assets.tables.generators.base import Source, Target
from assets.tables.permutation import Permutation
from assets.tables.randomness import Rows
from assets.tables.regex import Words, words_of

_FORMS = {
    "en_US": ("%##-555-01##", "+1-%##-555-01##"),
    "en_CA": ("%##-555-01##", "+1-%##-555-01##"),
    "en_GB": ("07700 900###", "+44 7700 900###"),
    "de_DE": ("030 23125 ###", "+49 30 23125 ###"),
    "fr_FR": ("06 39 98 ## ##", "+33 6 39 98 ## ##"),
}
"""National and international forms, in which # is a digit and % one from 2 on: NANP 555-0100 to
0199, Ofcom's and Arcep's drama numbers, the Bundesnetzagentur's Berlin numbers. Elsewhere the
unassigned country code +999 (ITU-T E.164)."""

_SIGNS = {"#": "[0-9]", "%": "[2-9]"}

_UNASSIGNED = ("### ### ####", "+999 ### ### ####")


class PhoneSource(Source):
    """The international form where the column can hold it, else the national one, else digits.

    A unique column uses the unassigned country code, whose numbers suffice for any table. The
    number stays with the ``entity``, of which there are ``size``.
    """

    arrow_type = pa.string()

    def __init__(self, target: Target, entity: str, size: int) -> None:
        limit = target.type.length
        reserved = _FORMS.get(target.locale, _UNASSIGNED)
        forms = [*reversed(reserved), *reversed(_UNASSIGNED)]
        if target.capacity > 100_000:
            forms = list(reversed(_UNASSIGNED))
        width = limit or 20
        forms.append("#" * min(width, 10))
        self._words = _words(next(form for form in forms if len(form) <= width))
        if self._words.count < target.capacity:
            many = (*reversed(_UNASSIGNED), "#" * width)
            self._words = _words(next(form for form in many if len(form) <= width))
        self.entity, self.size = entity, size
        self.distinct = self._words.count
        self._numbers = Permutation(self.distinct, 1)

    def at(self, index: Rows) -> pa.Array:
        return self._words.spell(self._numbers(index % np.uint64(self.distinct)))


@cache
def _words(form: str) -> Words:
    escaped = (sign if sign.isalnum() else f"\\{sign}" for sign in form)
    return words_of("".join(_SIGNS.get(sign[-1], sign) for sign in escaped), 1)
