"""``text``: words to paragraphs from a pool."""

from __future__ import annotations

from assets.schema import generators as spec
from assets.tables.generators.base import STRINGS, Kind, Source, Target
from assets.tables.generators.pooled_texts import PoolSource
from assets.tables.pools import sentences


def _build(generator: spec.Text, target: Target) -> Source:
    pool = sentences(target.locale, generator.style, generator.pool_size)
    return PoolSource(pool, target, zipf=generator.zipf)


KIND = Kind(STRINGS, _build)
