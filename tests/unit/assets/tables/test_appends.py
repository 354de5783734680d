"""Appends that cannot be are refused with numbers and a repair that helps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assets.errors import InfeasibleSpecError
from assets.outputs.export import open_export
from assets.outputs.store import OutputStore
from assets.schema.formats import read_spec, to_yaml
from assets.schema.table import Check
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


@pytest.mark.parametrize(
    ("added", "broken"),
    [
        ([5], "1 of 5 sampled rows break"),
        ([1, 3], ""),
        ([9, 1], "6 of 10 sampled rows break"),
        ([0, 30], "26 of 30 sampled rows break"),
    ],
)
def test_rows_that_break_a_check_are_not_appended(added: list[int], broken: str) -> None:
    dataset = school()
    students = dataset.table("students").model_copy(update={"checks": [Check(sql="student_id<45")]})
    grown = dataset.model_copy(update={"tables": [students, *dataset.tables[1:]]})
    assert problems(grown) == []
    for rows in added:
        grown = grown.append({"students": rows})
    found = "".join(map(str, problems(grown, sample_rows=40)))
    assert broken in found
    assert bool(broken) == bool(found)


def test_the_first_and_the_last_append_are_tried_where_there_are_many_rows() -> None:
    dataset = school()
    students = dataset.table("students")
    for sql in ("student_id <> 50", "student_id NOT BETWEEN 110 AND 120", "student_id <> 300"):
        checked = students.model_copy(update={"checks": [Check(sql=sql)]})
        grown = dataset.model_copy(update={"tables": [checked, *dataset.tables[1:]]})
        for rows in (60, 100, 100):
            grown = grown.append({"students": rows})
        (found,) = problems(grown, sample_rows=120)
        assert "1 of 1" in str(found) or "11 of 120" in str(found)


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
