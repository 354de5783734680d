"""``position``: start, start + step, … by the place among siblings."""

from __future__ import annotations

from assets.schema import generators as spec
from assets.tables.generators.base import FLOATS, INTEGERS, Kind, Source, Target
from assets.tables.generators.sequences import SequenceSource


class PositionSource(SequenceSource):
    """A sequence whose index is the place among siblings, which the plan provides."""

    unique_by_row = False


def _build(generator: spec.Position, target: Target) -> Source:
    return PositionSource(spec.Sequence(start=generator.start, step=generator.step), target)


KIND = Kind(INTEGERS | FLOATS | {"decimal"}, _build)
