"""``letter_case``: letters in another case."""

from __future__ import annotations

from typing import ClassVar

import pyarrow as pa

from assets.schema import flaws as spec
from assets.tables.derived.base import Scope
from assets.tables.flaws.base import CellFlaw, Cells, first_change
from assets.tables.generators.base import STRINGS

_KERNELS = {
    "upper": "utf8_upper",
    "lower": "utf8_lower",
    "title": "utf8_title",
    "swapped": "utf8_swapcase",
}


class LetterCase(CellFlaw):
    types: ClassVar[frozenset[str]] = STRINGS

    def __init__(self, flaw: spec.LetterCase, scope: Scope) -> None:
        self._kernels = [_KERNELS[style] for style in flaw.styles]

    def damaged(self, cells: Cells) -> pa.Array:
        import pyarrow.compute as pc

        return first_change(
            cells, [pc.call_function(name, [cells.values]) for name in self._kernels]
        )
