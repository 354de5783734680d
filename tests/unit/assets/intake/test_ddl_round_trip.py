"""What is written as DDL is read back as the same tables, keys and types."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assets.intake.ddl import read_ddl, read_ddl_file
from assets.schema.dataset import Dataset
from assets.schema.views.sql_ddl import sql_ddl

DDL = (Path(__file__).parents[4] / "../shared/data/ddl").resolve()
FILES = ["chinook-mysql-schema", "northwind-postgres", "pagila-postgres"]

pytestmark = pytest.mark.skipif(not DDL.is_dir(), reason=f"the DDL files are not in {DDL}")


@pytest.mark.parametrize("name", FILES)
def test_a_dataset_survives_its_own_ddl(name: str) -> None:
    dataset = read_ddl_file(DDL / f"{name}.sql").dataset
    again = read_ddl(sql_ddl(dataset, "postgres"), dialect="postgres").dataset
    assert _facts(again) == _facts(dataset)


def _facts(dataset: Dataset) -> dict[str, Any]:
    return {
        table.name: {
            "columns": [(c.name, str(c.type), c.nullable) for c in table.columns],
            "keys": sorted(map(sorted, table.unique_sets)),
            "primary key": table.primary_key,
            "foreign keys": sorted(
                (key.columns, key.references, key.references_columns, key.pick.kind)
                for key in table.foreign_keys
            ),
            "checks": len(table.checks),
        }
        for table in dataset.tables
    }
