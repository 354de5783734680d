"""``template``: text with columns in braces."""

from __future__ import annotations

from string import Formatter
from typing import ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from assets.schema import generators as spec
from assets.schema.table import Column
from assets.tables.derived.base import Derived, Scope
from assets.tables.generators.base import STRINGS
from assets.tables.references import Reference
from assets.tables.rows import RowBatch


class Template(Derived):
    types: ClassVar[frozenset[str]] = STRINGS

    def __init__(self, generator: spec.Template, scope: Scope) -> None:
        try:
            pieces = list(Formatter().parse(generator.template))
        except ValueError as error:
            raise ValueError(f"the template is broken ({error}): write {{{{ for a brace") from error
        self._parts: list[str | Reference] = []
        for text, path, form, conversion in pieces:
            if text:
                self._parts.append(text)
            if path is not None:
                if form or conversion:
                    raise ValueError(f"{{{path}}} has a format: leave the column's name alone")
                self._parts.append(scope.resolve(path))
        self.reads = tuple(part for part in self._parts if isinstance(part, Reference))

    def values(self, rows: RowBatch, column: Column) -> pa.Array:
        parts = [
            pa.array([part] * len(rows), pa.string())
            if isinstance(part, str)
            else rows.read(part).cast(pa.string())
            for part in self._parts
        ]
        joined = pc.binary_join_element_wise(*parts, "") if len(parts) > 1 else parts[0]
        limit = column.type.length
        return joined if limit is None else pc.utf8_slice_codeunits(joined, 0, limit)
