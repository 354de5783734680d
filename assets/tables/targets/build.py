"""How a target is built: by whom its figure is asked for."""

from __future__ import annotations

from assets.schema.repairs.edits import MendableError, removing, repairs_of
from assets.schema.targets import ColumnTarget
from assets.tables.derived.base import Scope
from assets.tables.randomness import Stream
from assets.tables.targets.siblings import SiblingTarget
from assets.tables.targets.tables import TableTarget

Targeted = TableTarget | SiblingTarget


def build_target(target: ColumnTarget, scope: Scope, stream: Stream) -> Targeted:
    """The column with its target; ``stream`` is the table's.

    Raises ValueError, saying how to mend it, for a target that the generator cannot meet.
    """
    try:
        if isinstance(target.figure, str):
            return SiblingTarget(target, scope)
        return TableTarget(target, scope, stream)
    except ValueError as error:
        at = ("tables", scope.table.name, "targets", scope.table.targets.index(target))
        gone = removing(f"remove the target of {scope.table.name}.{target.column}", *at)
        offers = (each.under(*at) for each in repairs_of(error))
        raise MendableError(str(error), *offers, gone) from error
