"""Flawed tables as Dagster assets: their labels are assets, their checks see the truth."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from assets.outputs.store import OutputStore
from assets.query import query_outputs
from assets.schema.dataset import Dataset, dataset_from
from assets.schema.versions import VersionStore
from assets.settings import settings
from assets.workspace import Workspace, open_workspace
from dagster_project.expansion import dataset_definitions

pytestmark = pytest.mark.filterwarnings("ignore::dagster.BetaWarning")
NAME = {"kind": "person", "field": "full_name"}
KEY = {"type": "integer", "generator": {"kind": "sequence"}}
SHOP = dataset_from(
    {
        "name": "shop",
        "tables": [
            {
                "name": "customers",
                "rows": 400,
                "primary_key": ["id"],
                "columns": [
                    {"name": "id", **KEY},
                    {"name": "name", "type": "text", "generator": NAME},
                ],
                "flaws": [
                    {"kind": "duplicate", "rate": 0.1},
                    {"kind": "missing", "columns": ["name"], "rate": 0.2},
                ],
                "flaw_labels": True,
            },
            {
                "name": "orders",
                "rows": 900,
                "primary_key": ["number"],
                "columns": [
                    {"name": "number", **KEY},
                    {"name": "customer_id", "type": "integer"},
                ],
                "foreign_keys": [
                    {
                        "columns": ["customer_id"],
                        "references": "customers",
                        "references_columns": ["id"],
                    }
                ],
                "flaws": [{"kind": "orphan", "columns": ["customer_id"], "rate": 0.2}],
            },
        ],
    }
)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setenv("DATAFORGE_HOME", str(tmp_path))
    settings.cache_clear()
    yield open_workspace(str(tmp_path))
    settings.cache_clear()


def definitions(workspace: Workspace, dataset: Dataset) -> dg.Definitions:
    VersionStore(workspace.objects).save(dataset, expected=None)
    found = dataset_definitions(settings().home, dataset.name, dataset.version)
    outputs = OutputStore(workspace.filesystem)
    return dg.Definitions.merge(found, dg.Definitions(resources={"outputs": outputs}))


def test_the_labels_are_an_asset_that_follows_from_its_table(workspace: Workspace) -> None:
    graph = definitions(workspace, SHOP).resolve_asset_graph()
    labels = graph.get(dg.AssetKey(["shop", "customers_flaws"]))
    assert labels.parent_keys == {dg.AssetKey(["shop", "customers"])}
    assert labels.group_name == "shop"
    assert len(graph.get_all_asset_keys()) == 3


def test_a_run_publishes_the_labels_and_its_checks_pass(workspace: Workspace) -> None:
    job = definitions(workspace, SHOP).resolve_job_def("shop_job")
    result = job.execute_in_process(raise_on_error=False)
    assert result.success
    assert [c for c in result.get_asset_check_evaluations() if not c.passed] == []
    made = {
        "/".join(event.asset_key.path): event.materialization.metadata["dagster/row_count"].value
        for event in result.get_asset_materialization_events()
    }
    assert set(made) == {"shop/customers", "shop/customers_flaws", "shop/orders"}
    answer = query_outputs(
        OutputStore(workspace.filesystem),
        "shop",
        "SELECT count(*) AS found, count(DISTINCT flaw) AS kinds FROM customers_flaws",
        row_limit=10,
        timeout_seconds=60,
        memory_limit="500MB",
    ).table.to_pylist()
    assert answer == [{"found": made["shop/customers_flaws"], "kinds": 2}]


def test_a_run_of_the_table_alone_makes_its_labels_too(workspace: Workspace) -> None:
    found = definitions(workspace, SHOP)
    job = found.resolve_implicit_global_asset_job_def()
    keys = [dg.AssetKey(["shop", "customers"])]
    edit = {"shop__customers": {"config": {"flaws": [], "rows": 7}}}
    result = job.execute_in_process(asset_selection=keys, run_config={"ops": edit})
    assert result.success
    manifest = OutputStore(workspace.filesystem).manifest("shop", "customers_flaws")
    assert manifest is not None
    assert manifest.rows == 0
    assert [column.name for column in manifest.columns][:3] == ["row_number", "id", "column_name"]
