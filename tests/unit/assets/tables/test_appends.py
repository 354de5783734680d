"""Appends that cannot be are refused with numbers and a repair that helps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assets.errors import InfeasibleSpecError
from assets.outputs.export import open_export
from assets.outputs.store import OutputStore
from assets.schema.formats import read_spec, to_yaml
from assets.tables.engine import Engine
from assets.tables.feasibility import problems
from assets.tables.publish import publish_table
from assets.workspace import open_workspace
from studio_ui.command_line.main import run
from tests.fixtures.appends import school


@pytest.mark.parametrize(
    ("added", "place", "text"),
    [
        ({"students": 9_000}, "students.code", "only 6,760 different"),
        ({"enrollments": 301}, "enrollments.student_id, course_id", "only 360 different"),
        ({"profiles": 21}, "profiles.student_id", "41 rows after append 1 have only 40"),
    ],
)
def test_a_shortage_is_refused_with_what_is_left(
    added: dict[str, int], place: str, text: str
) -> None:
    (found,) = problems(school().append(added))
    assert str(found).startswith(f"{place}: ")
    assert text in str(found)
    room = re.search(r"append at most ([\d,]+) rows", str(found))
    assert room is not None
    most = int(room[1].replace(",", ""))
    (table,) = added
    assert problems(school().append({table: most})) == []
    with pytest.raises(InfeasibleSpecError):
        Engine(school().append({table: most + 1}))


def test_popular_parents_stay_popular() -> None:
    grown = school(enrollments=300, students=50).append({"students": 50, "enrollments": 500})
    engine = Engine(grown)
    tutors = engine.chunk("enrollments", 0, 800).column("tutor_id").to_pylist()
    favourite = max(set(tutors[:300]), key=tutors[:300].count)
    assert max(set(tutors[300:]), key=tutors[300:].count) == favourite
    assert max(tutors[300:]) > 50


def test_a_spec_with_appends_publishes_the_rows_of_the_appended_folder(tmp_path: Path) -> None:
    spec, out = tmp_path / "school.yaml", tmp_path / "out"
    spec.write_text(to_yaml(school()))
    for words in ([], ["--append", "9"], ["--append", "4"]):
        assert run(["generate", str(spec), "--out", str(out), *words]) == 0
    grown = read_spec(out / "_spec.yaml")
    outputs = OutputStore(open_workspace(str(tmp_path / "store")).filesystem)
    for name, rows in open_export(out).items():
        published = publish_table(grown, name, outputs, run_id="one", say=lambda _: None)
        assert published.manifest.rows == grown.table(name).rows
        found = outputs.read("school", name).to_table()
        assert found.to_pylist() == rows.to_table().to_pylist()
