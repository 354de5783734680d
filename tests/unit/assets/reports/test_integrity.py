"""Integrity checks over really published tables, whole and broken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from assets.errors import NotFoundError, OutputError
from assets.outputs.store import OutputStore
from assets.reports.integrity import CheckResult, checks_of, run_checks
from assets.schema.dataset import Dataset, dataset_from
from assets.workspace import open_workspace

INTEGER = {"generator": {"kind": "integer"}}
SPEC: dict[str, Any] = {
    "name": "shop",
    "tables": [
        {
            "name": "regions",
            "rows": 3,
            "primary_key": ["country", "code"],
            "columns": [
                {"name": "country", "type": "text", "generator": {"kind": "string"}},
                {"name": "code", "type": "integer", **INTEGER},
            ],
        },
        {
            "name": "shops",
            "rows": 4,
            "primary_key": ["id"],
            "unique": [["country", "label"]],
            "checks": [{"name": "positive", "sql": "size > 0"}, {"sql": "size < 100"}],
            "foreign_keys": [
                {
                    "columns": ["country", "region"],
                    "references": "regions",
                    "references_columns": ["country", "code"],
                },
                {"columns": ["parent"], "references": "shops", "references_columns": ["id"]},
            ],
            "columns": [
                {"name": "id", "type": "integer", "generator": {"kind": "sequence"}},
                {"name": "country", "type": "text", "nullable": True},
                {"name": "region", "type": "integer", "nullable": True},
                {"name": "parent", "type": "integer", "nullable": True},
                {
                    "name": "label",
                    "type": "text",
                    "nullable": True,
                    "generator": {"kind": "string"},
                },
                {"name": "size", "type": "integer", "nullable": True, **INTEGER},
            ],
        },
    ],
}
DATASET = dataset_from(SPEC)
REGIONS = {"country": ["de", "de", "fr"], "code": [1, 2, 1]}
SHOPS: dict[str, list[Any]] = {
    "id": [1, 2, 3, 4],
    "country": ["de", "fr", None, "de"],
    "region": [2, 1, 7, None],
    "parent": [None, 1, 1, 3],
    "label": ["a", "a", "b", None],
    "size": [5, 6, None, 7],
}


@pytest.fixture
def outputs(tmp_path: Path) -> OutputStore:
    return OutputStore(open_workspace(str(tmp_path)).filesystem)


def publish(outputs: OutputStore, table: str, data: dict[str, list[Any]], **changed: Any) -> None:
    batch = pa.RecordBatch.from_pydict({**data, **changed})
    with outputs.stage(
        "shop",
        table,
        run_id="run",
        spec_version=DATASET.version,
        table_hash=DATASET.table_hash(table),
        seed=1,
    ) as staging:
        staging.write(iter([batch]), batch.schema)
        staging.publish()


def found(outputs: OutputStore, dataset: Dataset = DATASET) -> dict[str, CheckResult]:
    return {result.check.name: result for result in run_checks(dataset, "shops", outputs)}


def test_every_promise_of_a_table_has_a_check_of_its_own_name() -> None:
    assert [check.name for check in checks_of(DATASET.table("shops"))] == [
        "row_count",
        "primary_key",
        "not_null",
        "unique_country_label",
        "foreign_key_country_region",
        "foreign_key_parent",
        "checks",
    ]


def test_names_that_would_be_the_same_are_kept_apart() -> None:
    columns = [{"name": name, "type": "integer", **INTEGER} for name in ("a", "b", "a_b")]
    unique = [["a", "b"], ["a_b"]]
    table = {"name": "t", "columns": columns, "unique": unique}
    names = [c.name for c in checks_of(dataset_from({"name": "d", "tables": [table]}).table("t"))]
    assert len(set(names)) == len(names) == 4


def test_a_whole_table_passes(outputs: OutputStore) -> None:
    publish(outputs, "regions", REGIONS)
    publish(outputs, "shops", SHOPS)
    results = found(outputs)
    assert {name for name, result in results.items() if not result.passed} == set()
    assert {result.skipped for result in results.values()} == {""}


@pytest.mark.parametrize(
    ("check", "changed", "violations", "sample"),
    [
        ("primary_key", {"id": [1, 2, 2, 4]}, 1, {"id": "2", "times": "2"}),
        ("primary_key", {"id": [1, 2, 3, None]}, 1, {"id": "NULL", "times": "1"}),
        ("not_null", {"id": [1, 2, 3, None]}, 1, {"id": "NULL"}),
        (
            "unique_country_label",
            {"country": ["de", "de", None, "de"], "region": [1, 1, 7, 2]},
            1,
            {"country": "de", "label": "a", "times": "2"},
        ),
        (
            "foreign_key_country_region",
            {"region": [2, 2, 7, None]},
            1,
            {"country": "fr", "region": "2", "times": "1"},
        ),
        ("foreign_key_parent", {"parent": [None, 1, 9, 9]}, 1, {"parent": "9", "times": "2"}),
        ("checks", {"size": [5, 0, None, 7]}, 1, {"violated": "positive", "id": "2"}),
        ("checks", {"size": [5, 100, -1, 7]}, 2, {"violated": "size < 100", "id": "2"}),
    ],
)
def test_a_broken_table_fails_with_count_and_sample(
    outputs: OutputStore,
    check: str,
    changed: dict[str, list[Any]],
    violations: int,
    sample: dict[str, str],
) -> None:
    publish(outputs, "regions", REGIONS)
    publish(outputs, "shops", SHOPS, **changed)
    result = found(outputs)[check]
    assert (result.passed, result.violations) == (False, violations)
    assert sample.items() <= result.samples[0].items()


def test_rows_are_counted(outputs: OutputStore) -> None:
    publish(outputs, "regions", REGIONS)
    publish(outputs, "shops", {name: values[:3] for name, values in SHOPS.items()})
    result = found(outputs)["row_count"]
    assert result.samples == ({"rows_found": "3", "rows_expected": "4"},)


def test_an_output_of_another_spec_is_counted_against_its_own_manifest(
    outputs: OutputStore,
) -> None:
    publish(outputs, "regions", REGIONS)
    publish(outputs, "shops", SHOPS)
    assert found(outputs, DATASET.with_rows(50))["row_count"].passed


def test_a_foreign_key_waits_for_its_parent(outputs: OutputStore) -> None:
    publish(outputs, "shops", SHOPS)
    results = found(outputs)
    assert results["foreign_key_country_region"].skipped.startswith("regions is not published")
    assert results["foreign_key_parent"].skipped == ""


def test_what_is_not_published_cannot_be_checked(outputs: OutputStore) -> None:
    with pytest.raises(NotFoundError, match="shops of shop is not published"):
        found(outputs)


@pytest.mark.parametrize(
    "sql",
    [
        "(SELECT count(*) FROM read_text('/etc/hostname')) = 0",
        "(SELECT count(*) FROM '/etc/hostname') = 0",
        "(SELECT count(*) FROM outputs) = 0",
        "no_such_column > 1",
    ],
)
def test_a_check_reads_its_own_table_and_nothing_else(outputs: OutputStore, sql: str) -> None:
    publish(outputs, "regions", REGIONS)
    publish(outputs, "shops", SHOPS)
    shops = {**SPEC["tables"][1], "checks": [{"sql": sql}]}
    curious = dataset_from({**SPEC, "tables": [SPEC["tables"][0], shops]})
    with pytest.raises(OutputError, match="the check checks cannot be made"):
        found(outputs, curious)
