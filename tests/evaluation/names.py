"""How alike two names are: the same in the singular and in one case, or near in meaning."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linear_sum_assignment

from assets.intake.semantics.words import singular, words

if TYPE_CHECKING:
    from wordllama.inference import WordLlamaInference

NEAR = 0.6
"""The least cosine similarity at which two different names are the same thing."""


def lemma(name: str, owner: str = "") -> str:
    """``OrderItems`` and ``order_item`` alike as ``order item``.

    The words of ``owner``, the table of a column, are left out in front: ``customer_id`` of
    ``customers`` is ``id``.
    """
    found = [singular(word) for word in words(name)]
    front = [singular(word) for word in words(owner)]
    for start in range(len(front)):
        shorter = found[len(front) - start :]
        if shorter and found[: len(front) - start] == front[start:]:
            return " ".join(shorter)
    return " ".join(found)


def matches(wanted: Sequence[Sequence[str]], found: Sequence[str]) -> dict[int, int]:
    """The best one-to-one assignment: the place in ``wanted`` to the place in ``found``.

    ``wanted`` has the lemmas that are right for each thing. Equal lemmas come before near ones;
    those that are less than NEAR stay without.
    """
    if not wanted or not found:
        return {}
    others = _vectors(found)
    near = np.array([(_vectors(each) @ others.T).max(axis=0) for each in wanted])
    same = np.array([[other in each for other in found] for each in wanted])
    worth = np.where(same, 10.0, np.where(near >= NEAR, near, 0.0))
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return {int(r): int(c) for r, c in zip(rows, columns, strict=True) if worth[r, c] > 0}


def _vectors(lemmas: Sequence[str]) -> np.ndarray:
    return np.array([_vector(lemma) for lemma in lemmas])


@cache
def _vector(text: str) -> np.ndarray:
    """The embedding of a text, of length one (zero where the text is empty)."""
    if not text:
        return np.zeros(256, dtype=np.float32)
    return np.asarray(_model().embed([text], norm=True)[0])


@cache
def _model() -> WordLlamaInference:
    import wordllama

    weights = Path(wordllama.__file__).parent
    return wordllama.WordLlama.load(cache_dir=weights, disable_download=True)
