"""Telephone numbers from the ranges that regulators keep free for fiction."""

from __future__ import annotations

import pyarrow as pa

from assets.schema import generators as spec
from assets.tables.generators.base import Source, Target
from assets.tables.generators.patterns import PatternSource
from assets.tables.randomness import Rows

_FORMS = {
    "en_US": ("###-555-01##", "+1-###-555-01##"),
    "en_CA": ("###-555-01##", "+1-###-555-01##"),
    "en_GB": ("07700 900###", "+44 7700 900###"),
    "de_DE": ("030 23125 ###", "+49 30 23125 ###"),
    "fr_FR": ("06 39 98 ## ##", "+33 6 39 98 ## ##"),
}
"""National and international forms: NANP 555-0100 to 0199, Ofcom's and ARCEP's drama numbers, the
Bundesnetzagentur's Berlin numbers. Elsewhere the unassigned country code +999 (ITU-T E.164)."""

_UNASSIGNED = ("### ### ####", "+999 ### ### ####")


class PhoneSource(Source):
    """The international form where the column can hold it, else the national one, else digits.

    A unique column uses the unassigned country code, whose numbers suffice for any table.
    """

    arrow_type = pa.string()

    def __init__(self, target: Target) -> None:
        limit = target.type.length
        reserved = _FORMS.get(target.locale, _UNASSIGNED)
        forms = [*reversed(reserved), *reversed(_UNASSIGNED)]
        if target.capacity > 100_000:
            forms = list(reversed(_UNASSIGNED))
        width = limit or 20
        forms.append("#" * min(width, 10))
        form = next(form for form in forms if len(form) <= width)
        self._inner = PatternSource(spec.Pattern(pattern=form), target)
        if self._inner.distinct < target.capacity:
            form = next(
                form for form in (*reversed(_UNASSIGNED), "#" * width) if len(form) <= width
            )
            self._inner = PatternSource(spec.Pattern(pattern=form), target)
        self.size, self.distinct = self._inner.size, self._inner.distinct

    def at(self, index: Rows) -> pa.Array:
        return self._inner.at(index)
