"""Appends that cannot be are refused with numbers and a repair that helps."""

from __future__ import annotations

import re

import pytest

from assets.errors import InfeasibleSpecError
from assets.tables.engine import Engine
from assets.tables.feasibility import problems
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
