"""The correlations of a table, edited as matrices."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.fixtures.helpdesk import helpdesk
from tests.screens.reading import button, drafted, open_helpdesk, press, texts

FORM = "correlation:helpdesk:customers:0"
Open = Callable[..., AppTest]


@pytest.fixture
def app(home: Path, open_app: Open) -> AppTest:
    return open_helpdesk(home, open_app, "Correlations", "customers")


def correlate(app: AppTest, names: list[str]) -> AppTest:
    press(app, "add_correlation:helpdesk:customers")
    app.multiselect(key=f"{FORM}:columns").set_value(names).run()
    return app


def apply_yaml(app: AppTest, old: str, new: str) -> AppTest:
    app.segmented_control(key="view:helpdesk").set_value("YAML").run()
    area = app.text_area[0]
    assert old in area.value
    area.set_value(area.value.replace(old, new, 1)).run()
    press(app, "apply_yaml")
    app.segmented_control(key="view:helpdesk").set_value("Correlations").run()
    return app


def test_columns_are_chosen_and_their_correlations_seen_in_rows(app: AppTest) -> None:
    correlate(app, ["age", "income", "spend"])
    wanted = {
        "columns": ["age", "income", "spend"],
        "matrix": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    }
    asked = helpdesk(customers={"correlations": [wanted]})
    assert drafted(app, "customers") == asked.table("customers")
    seen = app.dataframe[0].value
    assert abs(seen["income"][0]) < 0.2
    press(app, f"{FORM}:remove")
    assert drafted(app, "customers") == helpdesk().table("customers")


def test_what_contradicts_itself_is_mended_by_the_nearest(app: AppTest) -> None:
    pairs = "{age: {income: 0.9, spend: -0.9}, income: {spend: 0.9}}"
    apply_yaml(app, "- name: tickets", f"  correlations:\n  - pairs: {pairs}\n- name: tickets")
    assert "1 problem" in texts(app)
    assert button(app, "save").disabled
    press(app, "nearest:helpdesk:customers:0")
    assert "problem" not in texts(app)
    (mended,) = drafted(app, "customers").correlations
    assert mended.pairs is not None
    assert mended.coefficients[0][1] == mended.coefficients[1][0] < 0.9
    assert app.dataframe[0].value["income"][0] > 0.3
    press(app, "undo_repair")
    assert "1 problem" in texts(app)


def test_columns_of_keys_and_of_targets_are_not_offered(app: AppTest) -> None:
    correlate(app, ["age", "income"])
    offered = app.multiselect(key=f"{FORM}:columns").options
    assert offered == ["age", "income", "is_active", "spend", "budget"]
