"""Every kind of flaw that each cell has by itself, by its name in the spec."""

from __future__ import annotations

from typing import Any

from assets.tables.derived.base import Scope
from assets.tables.flaws.base import CellFlaw
from assets.tables.flaws.broken_format import BrokenFormat
from assets.tables.flaws.late import Late
from assets.tables.flaws.letter_case import LetterCase
from assets.tables.flaws.missing import Missing
from assets.tables.flaws.outlier import Outlier
from assets.tables.flaws.typo import Typo
from assets.tables.flaws.whitespace import Whitespace

CELL_FLAWS: dict[str, type[CellFlaw]] = {
    "missing": Missing,
    "typo": Typo,
    "letter_case": LetterCase,
    "whitespace": Whitespace,
    "outlier": Outlier,
    "broken_format": BrokenFormat,
    "late": Late,
}
"""The others, duplicate, orphan and out_of_order, concern several cells at once."""


def build_cell_flaw(flaw: Any, scope: Scope) -> CellFlaw:
    """The flaw in one column. Raises ValueError or SpecError when it cannot be there."""
    kind, column_type = CELL_FLAWS[flaw.kind], scope.column.type
    if kind.types and (column_type.is_array or column_type.kind not in kind.types):
        raise ValueError(
            f"is {column_type}, which a flaw of kind {flaw.kind} cannot be in: "
            f"name a column of {', '.join(sorted(kind.types))}"
        )
    return kind(flaw, scope)
