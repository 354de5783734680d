"""The dictionary of usual columns knows most names, and every generator of it makes values."""

from __future__ import annotations

import pytest

from agents.knowledge.columns import usual_column, usual_columns
from assets.schema.dataset import dataset_from
from assets.tables.feasibility import problems


def test_every_column_and_pattern_makes_rows() -> None:
    columns = [
        each.model_dump(exclude_defaults=True, exclude={"synonyms", "core"})
        for each in usual_columns().columns
    ] + [
        {"name": f"pattern_{place}", "type": each.type, "generator": each.generator}
        for place, each in enumerate(usual_columns().patterns)
    ]
    dataset = dataset_from({"name": "all", "tables": [{"name": "usual", "columns": columns}]})
    assert [str(each) for each in problems(dataset, sample_rows=500)] == []
    assert len(usual_columns().columns) >= 150


@pytest.mark.parametrize(
    ("name", "called", "kind", "of"),
    [
        ("Email", "email", "varchar(120)", "person"),
        ("zip code", "zip_code", "varchar(12)", "address"),
        ("billing_email", "billing_email", "varchar(120)", "person"),
        ("shipped_at", "shipped_at", "timestamp", "timestamp"),
        ("isGift", "is_gift", "boolean", "boolean"),
        ("inspection date", "inspection_date", "date", "date"),
        ("view_count", "view_count", "integer", "geometric"),
        ("airport code", "airport_code", "varchar(12)", "pattern"),
        ("date of birth", "date_of_birth", "date", "person"),
        ("number of wheels", "number_of_wheels", "integer", "geometric"),
    ],
)
def test_a_name_means_a_usual_column(name: str, called: str, kind: str, of: str) -> None:
    column = usual_column(name)
    assert column is not None
    assert (column.name, column.type, column.generator["kind"]) == (called, kind, of)


def test_a_name_that_nothing_is_known_of_means_none() -> None:
    assert usual_column("wingspan") is None
