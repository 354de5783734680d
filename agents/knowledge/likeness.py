"""How near names are in meaning, by word vectors that come with the package."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.knowledge.word_forms import singular, words_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


def nearest(name: str, names: tuple[str, ...]) -> tuple[int, float]:
    """The place of the name nearest to ``name``, and the cosine of the two: 1 is the same.

    (0, 0.0) where there is nothing to compare.
    """
    if not names or not words_of(name):
        return 0, 0.0
    cosines = _vectors(names) @ _vectors((name,))[0]
    place = int(np.argmax(cosines))
    return place, max(0.0, float(cosines[place]))


@lru_cache(maxsize=64)
def _vectors(names: tuple[str, ...]) -> NDArray[np.float32]:
    texts = [" ".join(map(singular, words_of(name))) or name for name in names]
    vectors: NDArray[np.float32] = _model().embed(texts, norm=True)
    return vectors


@lru_cache(maxsize=1)
def _model() -> Any:
    """The model, whose weights lie in its package: nothing is downloaded."""
    import wordllama  # type: ignore[import-untyped]

    return wordllama.WordLlama.load(
        cache_dir=Path(wordllama.__file__).parent, disable_download=True
    )
