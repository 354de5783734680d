"""``dataforge infer``: the spec of a prompt, why it is so, and its trace."""

from __future__ import annotations

import pytest

from studio_ui.command_line.main import run
from tests.fixtures.langsmith import LangSmith

CLINIC = "A clinic with 200 patients and 4 doctors. Each patient has 1 to 12 appointments."


def test_each_part_is_explained_by_the_words_it_came_from(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["infer", CLINIC, "--explain"]) == 0
    told = capsys.readouterr().out
    assert 'row_count: "200 patients"' in told
    assert "trace:" not in told


def test_the_explanation_ends_with_the_trace(
    capsys: pytest.CaptureFixture[str], traced: LangSmith
) -> None:
    assert run(["infer", CLINIC, "--explain"]) == 0
    (made,) = traced.wait_for("infer")
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("trace: http://localhost/o/")
    assert last.endswith(f"/r/{made['id']}?poll=true")
    assert b"patients" not in traced.all_sent
