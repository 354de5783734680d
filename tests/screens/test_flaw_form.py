"""The flaws of a table, edited as fields and seen in its rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.fixtures.helpdesk import helpdesk
from tests.screens.reading import drafted, open_helpdesk, press, texts

FORM = "flaw:helpdesk:customers"
Open = Callable[..., AppTest]


@pytest.fixture
def app(home: Path, open_app: Open) -> AppTest:
    return open_helpdesk(home, open_app, "Flaws", "customers")


def add(app: AppTest, kind: str) -> AppTest:
    app.menu_button(key="add_flaw:helpdesk:customers").set_value(kind).run()
    assert not app.exception, app.exception
    return app


def test_flaws_are_added_edited_and_removed_as_the_yaml_has_them(app: AppTest) -> None:
    assert "are right" in texts(app)
    add(add(app, "missing"), "typo")
    app.multiselect(key=f"{FORM}:0:columns").set_value(["income", "age"]).run()
    app.number_input(key=f"{FORM}:0:rate").set_value(0.4).run()
    app.text_input(key=f"{FORM}:0:when").set_value("spend > 50").run()
    app.number_input(key=f"{FORM}:1:typo.edits").set_value(2).run()
    app.multiselect(key=f"{FORM}:1:typo.operations").set_value(["delete", "insert"]).run()
    wanted = helpdesk(
        customers={
            "flaws": [
                {
                    "kind": "missing",
                    "columns": ["income", "age"],
                    "rate": 0.4,
                    "when": "spend > 50",
                },
                {
                    "kind": "typo",
                    "columns": ["full_name"],
                    "rate": 0.02,
                    "edits": 2,
                    "operations": ["delete", "insert"],
                },
            ]
        }
    )
    assert drafted(app, "customers") == wanted.table("customers")
    press(app, f"{FORM}:0:remove")
    press(app, f"{FORM}:0:remove")
    assert drafted(app, "customers") == helpdesk().table("customers")
    assert "Version 1" in texts(app)


def test_another_kind_takes_the_columns_that_it_can_be_in(app: AppTest) -> None:
    add(app, "typo")
    app.selectbox(key=f"{FORM}:0:kind").set_value("outlier").run()
    (flaw,) = drafted(app, "customers").flaws
    assert (flaw.kind, flaw.columns, flaw.rate) == ("outlier", ["age"], 0.02)
    app.selectbox(key=f"{FORM}:0:kind").set_value("duplicate").run()
    (flaw,) = drafted(app, "customers").flaws
    assert (flaw.kind, flaw.keep) == ("duplicate", ["customer_id"])


def test_only_kinds_that_the_table_can_have_are_offered(app: AppTest) -> None:
    offered = app.menu_button(key="add_flaw:helpdesk:customers").options
    assert "Typo" in offered
    assert not {"Orphan", "Out of order", "Late"} & set(offered)


def test_labels_are_asked_for_and_named(app: AppTest) -> None:
    add(app, "typo")
    app.toggle(key="labels:helpdesk:customers").set_value(True).run()
    assert drafted(app, "customers").labels_name == "customers_flaws"
    app.text_input(key="labels:helpdesk:customers:name").set_value("wrong").run()
    assert drafted(app, "customers").labels_name == "wrong"
    app.toggle(key="labels:helpdesk:customers").set_value(False).run()
    assert drafted(app, "customers").labels_name is None


def test_the_preview_shows_flawed_rows_and_what_was_true(app: AppTest) -> None:
    add(app, "missing")
    app.multiselect(key=f"{FORM}:0:columns").set_value(["income"]).run()
    rows = app.dataframe[-1].value
    assert len(rows) > 5
    assert rows["income"].isna().all()
    assert rows["what is wrong"].str.startswith("income: missing, was ").all()
    assert f"{len(rows)} missing" in texts(app)


def test_what_cannot_be_is_refused_with_a_repair(app: AppTest) -> None:
    add(app, "typo")
    app.number_input(key=f"{FORM}:0:rate").set_value(0.7).run()
    add(app, "whitespace")
    app.number_input(key=f"{FORM}:1:rate").set_value(0.6).run()
    assert "add up to more than 1" in texts(app).replace("\\", "")
    press(app, "repair:0:0")
    assert "problem" not in texts(app)
