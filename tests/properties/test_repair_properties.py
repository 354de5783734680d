"""Whatever is wrong with a spec is refused before anything is made, and every repair mends it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.schema.problems import Problem
from assets.tables.mending import mend, problems_of
from studio_ui.command_line.main import run
from tests.properties.breakages import BREAKAGES
from tests.properties.breakages.shop import Data, shop

SAMPLE = 400
MOST_STEPS = 25
WHOLE_DATASET = {
    "unknown field of the dataset",
    "locale",
    "seed",
    "name of the dataset",
    "no tables",
    "tables is a text",
    "unknown locale",
    "too many tables",
}
"""Breakages that no table is to blame for."""

NUMBERS = {
    "too few values": r"vouchers\.code.*100 rows.*26",
    "more rows than parents": r"vouchers\.customer_id.*500 rows.*200",
    "sequence leaves its type": r"orders\.id.*tinyint.*127 of 40\d rows",
    "range outside the type": r"customers\.age.*0 to 1000000.*-32768 to 32767",
    "weights missing": r"state.*2 values have 1 weights",
    "weights sum to 0": r"state.*sum to 0",
    "min above max": r"age.*9 is after 1",
    "delay beyond time": r"orders\.paid_at.*10,000,000 days.*10,000 years",
    "check that never holds": r"customers\.age: no row of 200",
    "checks that exclude each other": r"customers\.age.*\d+ of 200.*no row meets both",
    "files over the limit": r"orders: .*TB.*9\d\d,\d+,\d+ rows of 2,0\d\d\.\d bytes",
    "rows over the limit": r"customers: 1,000,000,000,000 rows.*1,000,000,000",
    "several of one parent": r"orders\.customer_id.*up to 4 rows",
    "filter that no child meets": r"customers\.spent.*none of 2 values of orders\.state",
    "aggregate that is NULL": r"customers\.spent.*\d+ of 200 rows would be NULL",
}
"""What the messages of some problems must say."""


def broken(*names: str) -> Data:
    data = shop()
    for name in names:
        BREAKAGES[name](data)
    return data


def signs(found: list[Problem]) -> set[tuple[str, str, str]]:
    """The problems without their numbers, which a repair may change and still not mend."""
    return {(each.table, each.column, re.sub(r"\d[\d,.]*", "#", each.text)) for each in found}


def test_the_whole_shop_is_feasible() -> None:
    assert problems_of(shop())[1] == []


@pytest.mark.parametrize("name", BREAKAGES)
def test_every_offered_repair_mends_its_problem(name: str) -> None:
    data = broken(name)
    _, found = problems_of(data, sample_rows=SAMPLE)
    assert found
    assert all(problem.table for problem in found) or name in WHOLE_DATASET
    for problem in found:
        assert problem.repairs, problem
        for repair in problem.repairs:
            mended = repair.applied(data)
            assert repair.text
            assert "\n" not in repair.text
            after = signs(problems_of(mended, sample_rows=SAMPLE)[1])
            assert not signs([problem]) & after, (problem, repair)
    result = mend(data, sample_rows=SAMPLE)
    assert result.dataset is not None
    assert result.left == ()
    assert 0 < len(result.steps) <= MOST_STEPS


@pytest.mark.parametrize("name", NUMBERS)
def test_a_problem_is_told_with_its_numbers(name: str) -> None:
    _, found = problems_of(broken(name))
    assert re.search(NUMBERS[name], " ".join(map(str, found))), found


@pytest.mark.parametrize("name", BREAKAGES)
def test_nothing_is_written_for_a_broken_spec(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    spec, out = tmp_path / "spec.json", tmp_path / "out"
    spec.write_text(json.dumps(broken(name)))
    assert run(["generate", str(spec), "--out", str(out)]) == 2
    told = capsys.readouterr().err
    assert told.startswith("dataforge: ")
    assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == [spec]


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    st.lists(st.sampled_from(sorted(set(BREAKAGES) - {"too many tables"})), min_size=2, max_size=4),
    st.data(),
)
def test_any_way_through_the_offers_ends_at_a_feasible_spec(
    names: list[str], data: st.DataObject
) -> None:
    spec = broken(*names)
    for _ in range(MOST_STEPS):
        _, found = problems_of(spec, sample_rows=100)
        if not found:
            break
        assert all(problem.repairs for problem in found), found
        problem = data.draw(st.sampled_from(found))
        spec = data.draw(st.sampled_from(problem.repairs)).applied(spec)
    result = mend(spec, sample_rows=100)
    assert result.left == (), (names, result.steps)
    assert result.dataset is not None
