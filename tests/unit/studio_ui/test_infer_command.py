"""``dataforge infer``: the spec of a prompt, why it is so, and its trace."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets.errors import OutputError
from studio_ui.command_line.main import run
from studio_ui.command_line.writing import write_whole
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


def test_a_file_that_cannot_be_written_is_told_and_left_as_it_was(tmp_path: Path) -> None:
    spec = tmp_path / "spec.yaml"
    spec.write_text("mine", encoding="utf-8")
    write_whole(spec, "new")
    assert spec.read_text(encoding="utf-8") == "new"
    with pytest.raises(OutputError, match=r"nowhere/spec\.yaml: the file cannot be written"):
        write_whole(tmp_path / "nowhere" / "spec.yaml", "new")
    with pytest.raises(UnicodeEncodeError):
        write_whole(spec, "broken \ud800")
    assert spec.read_text(encoding="utf-8") == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["spec.yaml"]
