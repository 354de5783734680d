"""Every derived kind by its name in the spec, and how a column is built from it."""

from __future__ import annotations

from assets.schema.generators import Generator
from assets.tables.derived.aggregate import Aggregate
from assets.tables.derived.base import Derived, Scope
from assets.tables.derived.conditional import Conditional
from assets.tables.derived.conditional_table import ConditionalTable
from assets.tables.derived.elapsed import Elapsed
from assets.tables.derived.events import Events
from assets.tables.derived.expression import Expression
from assets.tables.derived.inherit import Inherit
from assets.tables.derived.moments import Moment
from assets.tables.derived.running import Running
from assets.tables.derived.sessions import Session
from assets.tables.derived.template import Template

DERIVED: dict[str, type[Derived]] = {
    "inherit": Inherit,
    "after": Moment,
    "before": Moment,
    "events": Events,
    "session": Session,
    "elapsed": Elapsed,
    "running": Running,
    "aggregate": Aggregate,
    "conditional": Conditional,
    "conditional_table": ConditionalTable,
    "template": Template,
    "expression": Expression,
}


def build_derived(generator: Generator, scope: Scope) -> Derived:
    """A derived column. Raises ValueError or SpecError when it cannot stand there."""
    kind = DERIVED[generator.kind]
    column_type = scope.column.type
    if kind.types and (column_type.is_array or column_type.kind not in kind.types):
        raise ValueError(
            f"a generator of kind {generator.kind} cannot fill {column_type}: "
            f"use a column of {', '.join(sorted(kind.types))}"
        )
    return kind(generator, scope)
