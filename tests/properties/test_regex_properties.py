"""Every word that is made matches its pattern, and no two indices give the same one."""

from __future__ import annotations

import re
import warnings

import numpy as np
from hypothesis import example, given, reject, settings
from hypothesis import strategies as st

from assets.tables.randomness import Stream
from assets.tables.regex import words_of

LETTERS = st.sampled_from(
    ["a", "b", "c", ".", r"\d", r"\w", r"\s", r"\S", r"\D", r"\.", r"\-", "[ab]", "[^a]",
     "[a-c0-3]",     r"[\d-]", "[^\\w]", "é", "[é-ü]", "-", " ", "}", "]", r"\x41", "[]a]", "日"]
)  # fmt: skip
REPEATS = st.sampled_from(["", "?", "{2}", "{1,3}", "{,2}", "*", "+", "??", "*?", "{2,}"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
        st.tuples(inner, REPEATS).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
    )


PATTERNS = st.recursive(st.tuples(LETTERS, REPEATS).map("".join), _grown, max_leaves=6)


@settings(max_examples=300, deadline=None)
@given(PATTERNS, st.integers(1, 4), st.integers(0, 2**63))
def test_words_match_and_differ(pattern: str, most_repeats: int, seed: int) -> None:
    try:
        words = words_of(pattern, most_repeats)
    except ValueError:
        reject()
    compiled = re.compile(pattern)
    few = min(words.count, 200)
    index = {*range(few), *range(words.count - few, words.count), *(
        (seed * step) % words.count for step in range(1, 50)
    )}  # fmt: skip
    spelled = words.spell(np.array(sorted(index), dtype=np.uint64)).to_pylist()
    assert len(set(spelled)) == len(index)
    drawn = words.draw(Stream(seed).bits(np.arange(200, dtype=np.uint64))).to_pylist()
    for word in (*spelled, *drawn):
        assert compiled.fullmatch(word), (pattern, word)
        assert len(word) <= words.longest
    if words.count <= 200:
        assert set(drawn) <= set(spelled)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.text("()[]{}|*+?\\^$.-:P<>=!,0123ab", max_size=40))
@example("[[]")
def test_any_text_is_a_pattern_or_refused(text: str) -> None:
    try:
        words = words_of(text, 3)
    except ValueError as error:
        refusal = str(error)
    else:
        refusal = ""
    if refusal:
        assert ": " in refusal
        return
    word = words.spell(np.zeros(1, dtype=np.uint64))[0].as_py()
    with warnings.catch_warnings():  # of "[[", which Python may give a meaning some day
        warnings.simplefilter("ignore", FutureWarning)
        compiled = re.compile(text)
    assert compiled.fullmatch(word)
