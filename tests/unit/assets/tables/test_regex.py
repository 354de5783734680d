"""Regular expressions: what is refused, how fast, and how its words are counted and drawn."""

from __future__ import annotations

import time
from collections import Counter

import numpy as np
import pytest

from assets.schema import generators as g
from assets.schema.types import ColumnType
from assets.tables.generators.base import Target
from assets.tables.generators.registry import build_source
from assets.tables.randomness import MAX_DOMAIN, Stream
from assets.tables.regex import words_of


def every_word(pattern: str, most_repeats: int = 3) -> list[str]:
    words = words_of(pattern, most_repeats)
    return list(words.spell(np.arange(words.count, dtype=np.uint64)).to_pylist())


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("", [""]),
        ("a|b|a", ["a", "b"]),
        ("^(?:foo|bar)$", ["bar", "foo"]),
        (r"\Aab\Z|^c", ["ab", "c"]),
        ("a{2}b?", ["aa", "aab"]),
        ("a{,2}", ["", "a", "aa"]),
        ("(a|ab)(c|bc)", ["abbc", "abc", "ac"]),
        ("(a*)*b", ["aaaaaaaaab", "aaaaaaaab", "aaaaaaab", "aaaaaab", "aaaaab", "aaaab", "aaab",
                    "aab", "ab", "b"]),
        ("[]x-]", ["-", "]", "x"]),
        (r"[^\W\d_a-zB-Z]", ["A"]),
        (r"a{b}|x{2|\x41\u00e9", ["A\u00e9", "a{b}", "x{2"]),
        ("(?P<n>[01])+?", ["0", "00", "000", "001", "01", "010", "011", "1", "10", "100", "101",
                           "11", "110", "111"]),
    ],
)  # fmt: skip
def test_every_word_once(pattern: str, expected: list[str]) -> None:
    assert sorted(every_word(pattern)) == expected


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("(?=a)b", "looks ahead"), ("(?!a)b", "looks ahead"), ("(?<=a)b", "looks behind"),
        (r"(a)\1", "refers back"), ("(?P<x>a)(?P=x)", "refers back"), (r"\bfoo", "word boundaries"),
        ("(?i)a", "unknown kind of group"), ("(?>a)", "atomic"), ("(?(1)a)", "conditional"),
        ("a*+", "possessive"), ("a**", "repeats a repeat"), ("*a", "repeats nothing"),
        ("^*", "repeats an anchor"), ("a^b", "away from its start"),
        ("(a$)?b", "away from its end"),
        ("[z-a]", "high to low"), ("[a", "ends inside a class"), ("(a", "ends inside a group"),
        ("a)", "closes nothing"), ("a\\", "lone backslash"), (r"\q", "unknown escape"),
        ("a{3,2}", "swap"), ("[^ -~]", "every printable"), ("\x00", "no text"),
        ("[\\d-z]", "a class"),
        (r"\x4", "incomplete"), (r"\U00110000", "does not exist"), ("\ud800", "no text"),
    ],
)  # fmt: skip
def test_what_is_not_supported_is_refused_by_name(pattern: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        words_of(pattern, 8)


@pytest.mark.parametrize(
    "pattern",
    [
        "a" * 1_000_000,
        "(" * 500 + "a" + ")" * 500,
        "(" * 39 + "a" + ")*" * 39,
        "((a{500}){500}){500}",
        "a{999999}",
        "a{99999999999999999999}",
        "([ab]*a[ab]{30}){20}",
        "(.*a){20}",
        "(a|b|ab)*" * 100,
        "(.*)" * 200,
        "[\\U00010000-\\U0010ffff]{5}",
        "(a?){2000}",
        "|".join(f"[{chr(c)}-{chr(c + 300)}]{{3}}" for c in range(300, 1_300, 10)),
    ],
)
def test_hostile_patterns_are_refused_or_bounded_in_time(pattern: str) -> None:
    start, refusal = time.process_time(), "none: "
    try:
        words = words_of(pattern, 8)
    except ValueError as error:
        refusal = str(error)
    else:
        words.draw(Stream(1).bits(np.arange(100, dtype=np.uint64)))
    assert time.process_time() - start < 5
    assert ": " in refusal
    assert len(refusal) < 250


def test_more_words_than_indices_are_told_apart_to_the_last_index() -> None:
    words = words_of("[a-z]{20}|[0-9a-f]{32}", 8)
    assert words.count == MAX_DOMAIN
    near = np.arange(2_000, dtype=np.uint64)
    index = np.concatenate([near, np.uint64(MAX_DOMAIN - 1) - near, near * np.uint64(2**50)])
    found = words.spell(np.unique(index)).to_pylist()
    assert len(set(found)) == len(np.unique(index))


def test_drawn_words_take_every_length_and_alternative() -> None:
    words = words_of(r"\d{1,3}|(foo|bar) baz", 8)
    found = words.draw(Stream(1).bits(np.arange(10_000, dtype=np.uint64))).to_pylist()
    lengths = Counter(map(len, found))
    assert set(lengths) == {1, 2, 3, 7}
    assert min(lengths.values()) > 1_500
    assert set(found) >= {"foo baz", "bar baz"}


def test_a_pattern_that_is_too_long_for_the_column_is_refused() -> None:
    target = Target(ColumnType.parse("varchar(5)"))
    assert build_source(g.Regex(pattern="[a-z]{5}"), target).distinct == 26**5
    with pytest.raises(ValueError, match=r"matches up to 6 characters, varchar\(5\) holds 5"):
        build_source(g.Regex(pattern="[a-z]{6}"), target)
