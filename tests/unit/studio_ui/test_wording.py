"""Numbers, times and names as people read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from studio_ui.components import wording


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (999, "999"), (1_500, "1.5k"), (12_300, "12k"), (2_000_000, "2M"), (10**12, "1T")],
)
def test_counts_are_short(number: int, text: str) -> None:
    assert wording.count(number) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0381, "38 ms"), (4.21, "4.2 s"), (185, "3 min 05 s"), (3_700, "1 h 1 min")],
)
def test_durations(seconds: float, text: str) -> None:
    assert wording.duration(seconds) == text


@pytest.mark.parametrize(
    ("size", "text"), [(512, "512 B"), (3_400, "3.4 kB"), (2 * 10**9, "2.0 GB")]
)
def test_sizes(size: int, text: str) -> None:
    assert wording.size(size) == text


def test_moments_of_the_past() -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert wording.ago(now - timedelta(seconds=5), now) == "just now"
    assert wording.ago(now - timedelta(minutes=5), now) == "5 min ago"
    assert wording.ago(now - timedelta(hours=5), now) == "5 h ago"
    assert wording.ago(now - timedelta(days=5), now) == "24 Feb 2026"
    assert wording.clock(now, "Europe/Berlin") == "13:00:00"


def test_plurals() -> None:
    assert wording.plural(1, "table") == "1 table"
    assert wording.plural(1_200, "row") == "1,200 rows"


def test_a_name_cannot_become_markdown() -> None:
    assert wording.literal("a*b_c :red[d]") == r"a\*b\_c \:red\[d\]"
