"""The polymorphic keys of a table, edited as fields."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.screens.reading import drafted, open_helpdesk, press, texts

FORM = "polymorphic:helpdesk:comments:0"
Open = Callable[..., AppTest]


@pytest.fixture
def app(home: Path, open_app: Open) -> AppTest:
    app = open_helpdesk(home, open_app, "Keys and checks", "comments")
    return press(app, "add_polymorphic:helpdesk:comments")


def test_a_key_comes_with_columns_and_shows_in_rows(app: AppTest) -> None:
    (key,) = drafted(app, "comments").polymorphic_keys
    assert key.columns == ("subject_type", "subject_id")
    assert [(ref.table, ref.column) for ref in key.references] == [("customers", "customer_id")]
    rows = app.dataframe[-1].value
    assert set(rows["subject_type"]) == {"customers"}


def test_rows_without_one_make_the_columns_nullable(app: AppTest) -> None:
    app.number_input(key=f"{FORM}:null_rate").set_value(0.5).run()
    found = drafted(app, "comments")
    assert found.polymorphic_keys[0].null_rate == 0.5
    assert found.column("subject_id").nullable
    assert app.dataframe[-1].value["subject_id"].isna().any()


def test_another_column_takes_the_place_of_one(app: AppTest) -> None:
    app.selectbox(key=f"{FORM}:type_column").set_value("body").run()
    found = drafted(app, "comments")
    assert found.polymorphic_keys[0].type_column == "body"
    assert found.column("body").generator is None
    assert found.column("subject_type").generator is not None


def test_a_removed_key_leaves_its_columns_with_generators(app: AppTest) -> None:
    press(app, f"{FORM}:remove")
    found = drafted(app, "comments")
    assert found.polymorphic_keys == []
    assert found.column("subject_id").generator.kind == "integer"
    assert "problem" not in texts(app)
