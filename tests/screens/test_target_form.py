"""The targets of a table and the exact counts of its categories, edited as fields."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from studio_ui.editing.target_groups import Group
from tests.fixtures.helpdesk import helpdesk
from tests.screens.reading import button, drafted, open_helpdesk, press, texts

FORM = "target:helpdesk:customers:0"
Open = Callable[..., AppTest]


@pytest.fixture
def app(home: Path, open_app: Open) -> AppTest:
    app = open_helpdesk(home, open_app, "Targets", "customers")
    press(app, "add_target:helpdesk:customers")
    app.selectbox(key=f"{FORM}:column").set_value("budget").run()
    return app


def test_a_target_begins_with_the_mean_that_rows_have(app: AppTest) -> None:
    (target,) = drafted(app, "customers").targets
    assert (target.column, target.by) == ("budget", None)
    assert 50 < target.mean < 120
    assert "What they change" in texts(app)


def test_the_sum_of_all_rows_is_set(app: AppTest) -> None:
    app.selectbox(key=f"{FORM}:what").set_value("sum").run()
    app.text_input(key=f"{FORM}:figure").set_value("60000").run()
    wanted = helpdesk(customers={"targets": [{"column": "budget", "sum": 60_000}]})
    assert drafted(app, "customers") == wanted.table("customers")
    app.text_input(key=f"{FORM}:figure").set_value("-5").run()
    assert "customers\\.budget" in texts(app)
    assert button(app, "save").disabled
    press(app, f"{FORM}:remove")
    assert drafted(app, "customers") == helpdesk().table("customers")


def test_categories_have_figures_of_their_own(app: AppTest) -> None:
    app.selectbox(key=f"{FORM}:group").set_value(Group("own", "tier")).run()
    grid = app.data_editor[0]
    assert list(grid.value["rows"]) == [360, 180, 60]
    (target,) = drafted(app, "customers").targets
    assert target.by == "tier"
    assert list(target.mean) == ["free", "pro", "team"]


def test_categories_without_exact_counts_get_them_by_a_repair(app: AppTest) -> None:
    app.selectbox(key=f"{FORM}:group").set_value(Group("alike", "is_active")).run()
    assert "no exact counts" in texts(app)
    press(app, "repair:0:0")
    assert "problem" not in texts(app)
    exact = app.multiselect(key="exact:helpdesk:customers")
    assert exact.value == ["tier", "is_active"]
    assert "false 300" in texts(app)


def test_exact_counts_are_switched_on_and_off(app: AppTest) -> None:
    press(app, f"{FORM}:remove")
    app.multiselect(key="exact:helpdesk:customers").set_value(["is_active"]).run()
    found = drafted(app, "customers")
    assert found.column("is_active").generator.exact
    assert not found.column("tier").generator.exact


def test_children_sum_up_to_a_column_of_their_parent(home: Path, open_app: Open) -> None:
    app = open_helpdesk(home, open_app, "Targets", "tickets")
    press(app, "add_target:helpdesk:tickets")
    field = "target:helpdesk:tickets:0"
    app.selectbox(key=f"{field}:what").set_value("mean").run()
    app.selectbox(key=f"{field}:group").set_value(Group("parent", "customers.spend")).run()
    found = app.session_state["drafts"]["helpdesk"].data["tables"][1]["targets"]
    assert found == [{"column": "cost", "mean": "customers.spend"}]
