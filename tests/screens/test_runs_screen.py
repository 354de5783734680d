"""The runs screen: launching, following, ending and repeating runs; a Dagster in every state."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from assets.schema.versions import VersionStore
from studio_ui.settings import studio_settings
from tests.fixtures.studio import free_port
from tests.screens.loopback_dagster import BROKEN, LOADING, READY, LoopbackDagster, serving
from tests.screens.reading import button, press, texts

Open = Callable[..., AppTest]
STEPS = {"shop__customers": "SUCCESS", "shop__orders": "IN_PROGRESS", "shop__lines": ""}


def tables(app: AppTest) -> str:
    """The lines of the run's tables."""
    return "\n".join(str(element.value) for element in app.html if "run-tables" in element.value)


def test_a_dataset_that_was_never_run(
    open_app: Open, versions: VersionStore, dagster: LoopbackDagster
) -> None:
    app = open_app("runs")
    assert "Nothing of this dataset was made yet" in texts(app)
    assert button(app, "launch").disabled is False


def test_all_tables_are_launched(
    open_app: Open, versions: VersionStore, dagster: LoopbackDagster
) -> None:
    app = press(open_app("runs"), "launch")
    [asked] = [given for name, given in dagster.asked if name == "LAUNCH"]
    assert asked["params"]["selector"]["pipelineName"] == "shop_job"
    assert "assetSelection" not in asked["params"]["selector"]
    assert app.query_params["run"] == "launched"
    assert "Running" in texts(app)


@pytest.mark.parametrize("knows", [True, False])
def test_the_head_is_launched_and_loaded_first_where_dagster_has_another(
    open_app: Open, versions: VersionStore, dagster: LoopbackDagster, knows: bool
) -> None:
    dagster.version = versions.head("shop").version if knows else "0123456789abcdef"
    press(open_app("runs"), "launch")
    asked = [name for name in dagster.names() if name in ("VERSION", "REFRESH", "LAUNCH")]
    assert asked == (["VERSION", "LAUNCH"] if knows else ["VERSION", "REFRESH", "LAUNCH"])


def test_some_tables_are_launched(
    open_app: Open, versions: VersionStore, dagster: LoopbackDagster
) -> None:
    app = open_app("runs")
    app.multiselect(key="launch_tables:shop").set_value(["orders"]).run()
    press(app, "launch")
    [asked] = [given for name, given in dagster.asked if name == "LAUNCH"]
    assert asked["params"]["selector"]["assetSelection"] == [{"path": ["shop", "orders"]}]


def test_generate_on_the_schema_screen_leads_to_the_run(
    open_app: Open, versions: VersionStore, dagster: LoopbackDagster
) -> None:
    app = press(open_app(), "generate")
    assert app.query_params["run"] == "launched"
    assert "Recent runs" in texts(app)


def test_a_run_is_followed_table_by_table(
    open_app: Open, versions: VersionStore, dagster: LoopbackDagster
) -> None:
    dagster.add_run("r1", "STARTED", STEPS)
    dagster.log("orders: 250 of 1,000 rows", "shop__orders")
    app = open_app("runs")
    shown = tables(app)
    assert "250 of 1,000" in shown
    assert "width:25.0%" in shown
    assert [word in shown for word in ("done", "making rows", "waiting")] == [True] * 3
    dagster.log("orders: 900 of 1,000 rows", "shop__orders")
    app.run()
    assert "width:90.0%" in tables(app)
    assert "orders: 900 of 1,000 rows" in app.code[0].value
    cursors = [given["cursor"] for name, given in dagster.asked if name == "LOGS"]
    assert cursors[-1] != cursors[0]  # only what is new is asked for


def test_a_reload_shows_the_run_of_the_address(
    open_app: Open, versions: VersionStore, dagster: LoopbackDagster
) -> None:
    dagster.add_run("r2", "SUCCESS", {})
    dagster.add_run("r1", "STARTED", STEPS)
    app = AppTest.from_file(open_app("runs")._script_path, default_timeout=60)
    app.query_params["dataset"] = "shop"
    app.query_params["run"] = "r1"
    app.switch_page("screens/runs.py").run()
    assert "Running" in texts(app)


def test_a_run_is_cancelled(
    open_app: Open, versions: VersionStore, dagster: LoopbackDagster
) -> None:
    dagster.add_run("r1", "STARTED", STEPS)
    app = press(open_app("runs"), "cancel_run")
    assert ("TERMINATE", {"run": "r1", "policy": "SAFE_TERMINATE"}) in dagster.asked
    app.run()
    assert "Cancelling" in texts(app)
    assert button(app, "cancel_run").disabled


def test_a_failed_run_says_why_and_is_repeated(
    open_app: Open, versions: VersionStore, dagster: LoopbackDagster
) -> None:
    dagster.add_run("r1", "FAILURE", {"shop__orders": "FAILURE"})
    dagster.log("the disk is full", "shop__orders", "STEP_FAILURE")
    app = open_app("runs")
    assert "orders\\: the disk is full" in app.error[0].value
    press(app, "rerun_failed")
    assert app.query_params["run"] == "again"


def test_a_finished_run_leads_to_its_rows(
    open_app: Open, versions: VersionStore, dagster: LoopbackDagster
) -> None:
    dagster.add_run("r1", "SUCCESS", dict.fromkeys(STEPS, "SUCCESS"))
    app = open_app("runs")
    assert "Succeeded" in texts(app)
    press(app, "query_tables")
    assert "No table of this dataset was made yet" in texts(app)


def test_a_dagster_that_is_loading_is_waited_for(
    open_app: Open, versions: VersionStore, dagster: LoopbackDagster
) -> None:
    dagster.location = LOADING
    app = open_app("runs")
    assert "loading the catalogue" in texts(app)
    assert button(app, "launch").disabled
    dagster.location = READY
    app.run()
    assert button(app, "launch").disabled is False


def test_no_dagster_at_all(open_app: Open, versions: VersionStore) -> None:
    app = open_app("runs")
    assert "Dagster does not answer" in texts(app)
    assert button(app, "launch").disabled


def test_a_dagster_that_stops_and_comes_back(
    open_app: Open, versions: VersionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    dagster = LoopbackDagster(port=free_port())
    monkeypatch.setenv("DATAFORGE_DAGSTER_URL", f"http://127.0.0.1:{dagster.port}")
    studio_settings.cache_clear()
    dagster.add_run("r1", "STARTED", STEPS)
    with serving(dagster):
        app = open_app("runs")
        assert "Running" in texts(app)
    app.run()
    assert "Dagster does not answer" in texts(app)
    with serving(dagster):
        app.run()
        assert "Running" in texts(app)
        assert not app.error


def test_a_catalogue_that_cannot_be_loaded(
    open_app: Open, versions: VersionStore, dagster: LoopbackDagster
) -> None:
    dagster.location = BROKEN
    app = open_app("runs")
    assert "cannot load the catalogue" in texts(app)
    assert "no module named shop" in texts(app)


def test_a_run_that_is_gone(
    open_app: Open, versions: VersionStore, dagster: LoopbackDagster
) -> None:
    app = open_app("runs")
    app.query_params["run"] = "gone"
    app.run()
    assert "does not know this run" in texts(app)
