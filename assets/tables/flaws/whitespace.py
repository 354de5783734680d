"""``whitespace``: blanks where none belong, or of another kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import pyarrow as pa

from assets.schema import flaws as spec
from assets.tables.derived.base import Scope
from assets.tables.flaws.base import CellFlaw, Cells, first_change
from assets.tables.generators.base import STRINGS


class Whitespace(CellFlaw):
    types: ClassVar[frozenset[str]] = STRINGS

    def __init__(self, flaw: spec.Whitespace, scope: Scope) -> None:
        self._styles = [_STYLES[style] for style in flaw.styles]

    def damaged(self, cells: Cells) -> pa.Array:
        return first_change(cells, [style(cells.values) for style in self._styles])


def _leading(texts: pa.Array) -> pa.Array:
    import pyarrow.compute as pc

    return pc.binary_join_element_wise(" ", texts, "")


def _trailing(texts: pa.Array) -> pa.Array:
    import pyarrow.compute as pc

    return pc.binary_join_element_wise(texts, " ", "")


def _double(texts: pa.Array) -> pa.Array:
    import pyarrow.compute as pc

    return pc.replace_substring(texts, " ", "  ", max_replacements=1)


def _non_breaking(texts: pa.Array) -> pa.Array:
    import pyarrow.compute as pc

    return pc.replace_substring(texts, " ", "\u00a0", max_replacements=1)


_STYLES: dict[str, Callable[[pa.Array], pa.Array]] = {
    "leading": _leading,
    "trailing": _trailing,
    "double": _double,
    "non_breaking": _non_breaking,
}
