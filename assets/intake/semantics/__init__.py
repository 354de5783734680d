"""Which generator a column most likely wants, from its name, its table and its type."""

from __future__ import annotations

from assets.intake.semantics.choose import ColumnFacts, generator_for

__all__ = ["ColumnFacts", "generator_for"]
