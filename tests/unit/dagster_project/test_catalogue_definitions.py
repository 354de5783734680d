"""The catalogue as Dagster definitions."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from assets.outputs.store import OutputStore
from assets.schema.dataset import Dataset, dataset_from
from assets.schema.formats import read_spec
from assets.schema.versions import VersionStore
from assets.settings import settings
from assets.workspace import Workspace, open_workspace
from dagster_project.catalogue import CatalogueComponent, needed
from dagster_project.expansion import dataset_definitions

pytestmark = pytest.mark.filterwarnings("ignore::dagster.BetaWarning")
ROOT = Path(__file__).parents[3]
EXAMPLE = read_spec(ROOT / "examples" / "bookstore.yaml")
GRAPH = """\
authors <-
books <- authors, publishers
customers <-
loyalty_cards <- customers
order_lines <- books, orders
orders <- customers
publishers <-
reviews <- books, customers"""
CHECKS = """\
authors: not_null primary_key row_count
books: checks foreign_key_author_id foreign_key_publisher_id foreign_key_sequel_to not_null \
primary_key row_count unique_isbn
customers: foreign_key_referred_by not_null primary_key row_count unique_email
loyalty_cards: checks foreign_key_customer_id not_null primary_key row_count unique_customer_id
order_lines: checks foreign_key_book_id foreign_key_order_id not_null primary_key row_count \
unique_order_id_book_id
orders: foreign_key_customer_id not_null primary_key row_count
publishers: not_null primary_key row_count
reviews: checks foreign_key_book_id foreign_key_customer_id not_null primary_key row_count"""


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setenv("DATAFORGE_HOME", str(tmp_path))
    settings.cache_clear()
    yield open_workspace(str(tmp_path))
    settings.cache_clear()


def definitions_of(workspace: Workspace, dataset: Dataset) -> dg.Definitions:
    VersionStore(workspace.objects).save(dataset, expected=None)
    found = dataset_definitions(settings().home, dataset.name, dataset.version)
    return with_outputs(found, workspace)


def with_outputs(definitions: dg.Definitions, workspace: Workspace) -> dg.Definitions:
    outputs = OutputStore(workspace.filesystem)
    return dg.Definitions.merge(definitions, dg.Definitions(resources={"outputs": outputs}))


def load(state: dict[str, str], workspace: Workspace, tmp_path: Path) -> dg.Definitions:
    path = tmp_path / "state"
    path.write_text(json.dumps(state), encoding="utf-8")
    context = dg.ComponentTree.for_test().load_context
    return with_outputs(CatalogueComponent().build_defs_from_state(context, path), workspace)


def table(name: str, *, key: str = "id", columns: list[Any] = (), **more: Any) -> dict[str, Any]:
    own = {"name": key, "type": "integer", "generator": {"kind": "sequence"}}
    return {"name": name, "rows": 5, "primary_key": [key], "columns": [own, *columns], **more}


def reference(column: str, parent: str, **more: Any) -> dict[str, Any]:
    return {"columns": [column], "references": parent, "references_columns": ["id"], **more}


def test_the_examples_asset_graph(workspace: Workspace) -> None:
    graph = definitions_of(workspace, EXAMPLE).resolve_asset_graph()
    lines, checks = [], []
    for key in sorted(graph.get_all_asset_keys()):
        node = graph.get(key)
        assert key.path[0] == node.group_name == "bookstore"
        parents = ", ".join(parent.path[1] for parent in sorted(node.parent_keys))
        lines.append(f"{key.path[1]} <- {parents}".rstrip())
        names = sorted(check.name for check in node.check_keys)
        checks.append(f"{key.path[1]}: {' '.join(names)}")
    assert "\n".join(lines) == GRAPH
    assert "\n".join(checks) == CHECKS


def test_each_dataset_has_a_job_and_a_stopped_daily_schedule(workspace: Workspace) -> None:
    repository = definitions_of(workspace, EXAMPLE).get_repository_def()
    assert repository.has_job("bookstore_job")
    schedule = repository.get_schedule_def("bookstore_schedule")
    assert schedule.default_status is dg.DefaultScheduleStatus.STOPPED
    assert schedule.cron_schedule == "0 3 * * *"


def test_what_an_asset_says_of_itself(workspace: Workspace) -> None:
    definitions = definitions_of(workspace, EXAMPLE)
    spec = definitions.resolve_asset_graph().get(dg.AssetKey(["bookstore", "books"]))
    assert spec.code_version == EXAMPLE.table_hash("books")
    assert spec.metadata["spec version"] == EXAMPLE.version
    assert "| author_id | integer |" in spec.metadata["schema"].value
    columns = {column.name: column for column in spec.metadata["dagster/column_schema"].columns}
    assert columns["isbn"].constraints.unique
    assert columns["sequel_to"].constraints.nullable
    lineage = spec.metadata["dagster/column_lineage"].deps_by_column
    assert lineage["author_id"][0].asset_key == dg.AssetKey(["bookstore", "authors"])
    assert spec.kinds == {"table", "parquet"}


def test_the_launchpad_shows_the_schema_as_the_config_s_default(workspace: Workspace) -> None:
    repository = definitions_of(workspace, EXAMPLE).get_repository_def()
    job = repository.get_job("bookstore_job")
    field = job.run_config_schema.run_config_schema_type.fields["ops"]
    config = field.config_type.fields["bookstore__authors"].config_type.fields["config"]
    shown = {name: part.default_value for name, part in config.config_type.fields.items()}
    assert shown["rows"] == 2_000
    assert [column["name"] for column in shown["columns"]][:2] == ["author_id", "first_name"]
    assert "name" not in shown


def test_a_nullable_key_that_closes_a_cycle_is_left_out_and_said(workspace: Workspace) -> None:
    boss = {"name": "boss", "type": "integer", "nullable": True}
    dept = {"name": "dept", "type": "integer"}
    looped = dataset_from(
        {
            "name": "looped",
            "tables": [
                table("departments", columns=[boss], foreign_keys=[reference("boss", "staff")]),
                table("staff", columns=[dept], foreign_keys=[reference("dept", "departments")]),
            ],
        }
    )
    graph = definitions_of(workspace, looped).resolve_asset_graph()
    departments = graph.get(dg.AssetKey(["looped", "departments"]))
    assert departments.parent_keys == set()
    assert "refers to staff" in departments.metadata["left out of the graph"]
    staff = graph.get(dg.AssetKey(["looped", "staff"]))
    assert staff.parent_keys == {dg.AssetKey(["looped", "departments"])}


def test_hostile_names_become_keys_that_dagster_takes(workspace: Workspace, tmp_path: Path) -> None:
    names = ["a b", "ünïcode", "日本", "x" * 128, "b_job", "b__c", "_b", "b-checks"]
    odd = dataset_from({"name": "a__b", "tables": [table(name) for name in names]})
    plain = dataset_from({"name": "a", "tables": [table("b__b_job"), table("b")]})
    definitions_of(workspace, odd)
    definitions_of(workspace, plain)
    state = {odd.name: odd.version, plain.name: plain.version}
    repository = load(state, workspace, tmp_path).get_repository_def()
    repository.load_all_definitions()
    assert len(repository.asset_graph.get_all_asset_keys()) == len(names) + 2


def test_a_broken_dataset_leaves_the_others(
    workspace: Workspace, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    definitions_of(workspace, EXAMPLE)
    state = {"bookstore": EXAMPLE.version, "gone": "0123456789abcdef", "Not A Name": "x"}
    with caplog.at_level(logging.ERROR):
        definitions = load(state, workspace, tmp_path)
    assert {key.path[0] for key in definitions.resolve_asset_graph().get_all_asset_keys()} == {
        "bookstore"
    }
    assert "The dataset gone (version 0123456789abcdef) is left out" in caplog.text
    assert "The dataset Not A Name" in caplog.text


def test_the_state_names_the_head_of_every_dataset(workspace: Workspace, tmp_path: Path) -> None:
    definitions_of(workspace, EXAMPLE)
    workspace.objects.put("specs/damaged/head.json", b"not JSON")
    CatalogueComponent().write_state_to_path(tmp_path / "written")
    assert json.loads((tmp_path / "written").read_text()) == {"bookstore": EXAMPLE.version}


def test_a_version_is_built_once_and_an_older_state_builds_the_older_version(
    workspace: Workspace, tmp_path: Path
) -> None:
    definitions_of(workspace, EXAMPLE)
    store = VersionStore(workspace.objects)
    newer = EXAMPLE.with_rows(3)
    store.save(newer, expected=EXAMPLE.version)
    again = dataset_definitions(settings().home, "bookstore", EXAMPLE.version)
    assert dataset_definitions(settings().home, "bookstore", EXAMPLE.version) is again
    old = load({"bookstore": EXAMPLE.version}, workspace, tmp_path).resolve_asset_graph()
    new = load({"bookstore": newer.version}, workspace, tmp_path).resolve_asset_graph()
    key = dg.AssetKey(["bookstore", "authors"])
    assert old.get(key).metadata["rows"] == 2_000
    assert new.get(key).metadata["rows"] == 3


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        ("", ["a", "b"]),
        ("a_job", ["a"]),
        ("b_job", ["b"]),
        ("__ASSET_JOB", ["a", "b"]),
        ("unknown_job", ["a", "b"]),
    ],
)
def test_a_run_s_own_process_builds_what_its_job_needs(job: str, expected: list[str]) -> None:
    assert needed({"a", "b"}, job) == expected


def materialise(
    workspace: Workspace, dataset: Dataset, config: dict[str, Any] | None = None
) -> dg.ExecuteInProcessResult:
    job = definitions_of(workspace, dataset).resolve_job_def(f"{dataset.name}_job")
    ops = {f"{dataset.name}__{name}": {"config": own} for name, own in (config or {}).items()}
    return job.execute_in_process(run_config={"ops": ops}, raise_on_error=False)


def parent_and_child(**child: Any) -> Dataset:
    column = {"name": "parent", "type": "integer"}
    tables = [
        table("parents"),
        table("children", columns=[column], foreign_keys=[reference("parent", "parents")], **child),
    ]
    return dataset_from({"name": "family", "tables": tables})


def test_an_edit_is_published_with_what_dagster_shows(workspace: Workspace) -> None:
    result = materialise(workspace, parent_and_child(), {"parents": {"rows": 3}})
    assert result.success
    (event,) = [
        event
        for event in result.get_asset_materialization_events()
        if event.asset_key.path[1] == "parents"
    ]
    metadata = event.materialization.metadata
    assert metadata["dagster/row_count"].value == 3
    assert metadata["preview"].value.startswith("| id |\n| --- |\n| 1 |")
    plain = parent_and_child()
    parents = plain.table("parents").model_copy(update={"rows": 3})
    edited = plain.model_copy(update={"tables": [parents, plain.table("children")]})
    assert metadata["spec version"].value == edited.version
    manifest = OutputStore(workspace.filesystem).manifest("family", "parents")
    assert (manifest.rows, manifest.spec_version) == (3, edited.version)


def test_a_run_says_what_it_scaled(workspace: Workspace) -> None:
    amount = {"name": "amount", "type": "integer", "generator": {"kind": "integer", "max": 10}}
    scored = table("scored", columns=[amount], targets=[{"column": "amount", "mean": 7}])
    result = materialise(workspace, dataset_from({"name": "scores", "tables": [scored]}))
    (event,) = result.get_asset_materialization_events()
    told = str(event.materialization.metadata["scaled to targets"].value)
    assert told.startswith("- scored.amount is scaled by 1.")
    assert told.endswith("7 is given")


def test_a_failed_check_stops_what_depends_on_the_table(workspace: Workspace) -> None:
    strict = dataset_from(
        {
            "name": "strict",
            "tables": [
                table("parents", checks=[{"name": "never", "sql": "id > 1"}]),
                table(
                    "children",
                    columns=[{"name": "parent", "type": "integer"}],
                    foreign_keys=[reference("parent", "parents")],
                ),
            ],
        }
    )
    result = materialise(workspace, strict)
    assert OutputStore(workspace.filesystem).manifest("strict", "children") is None
    failed = [check for check in result.get_asset_check_evaluations() if not check.passed]
    assert [(one.check_name, one.metadata["violations"].value) for one in failed] == [("checks", 1)]
    assert "| never | 1 |" in failed[0].metadata["samples"].value
