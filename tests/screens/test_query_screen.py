"""The query screen: examples, results, charts, downloads, errors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from assets.outputs.store import OutputStore
from assets.schema.versions import VersionStore
from assets.settings import settings
from tests.screens.reading import button, press, texts

Open = Callable[..., AppTest]


def rows(app: AppTest) -> pd.DataFrame:
    """The rows of the result."""
    tables = [found.value for found in app.dataframe]
    return next(table for table in tables if list(table.columns) != ["column", "type"])


def ask(app: AppTest, sql: str) -> AppTest:
    app.text_area(key="sql:shop").set_value(sql)
    return press(app, "run_query")


def test_nothing_is_published_yet(open_app: Open, versions: VersionStore) -> None:
    app = open_app("query")
    assert "No table of this dataset was made yet" in texts(app)
    press(app, "go_to_runs")
    assert "Recent runs" in texts(app)


def test_the_first_rows_are_there_at_once(open_app: Open, published: OutputStore) -> None:
    app = open_app("query")
    assert "3 published tables" in texts(app)
    assert "**100 rows**" in texts(app)
    assert list(rows(app).columns) == ["id", "email", "referred_by"]


def test_a_query_is_answered(open_app: Open, published: OutputStore) -> None:
    app = ask(open_app("query"), 'SELECT count(*) AS n FROM lines JOIN orders ON "order" = number')
    assert rows(app)["n"][0] == 1_000
    assert "**1 row**" in texts(app)


def test_an_example_is_one_click(open_app: Open, published: OutputStore) -> None:
    app = open_app("query")
    press(app, "example:shop:0")
    assert not app.error
    assert "JOIN" in app.text_area(key="sql:shop").value
    assert len(rows(app)) > 0


def test_a_table_is_looked_at_by_picking_it(open_app: Open, published: OutputStore) -> None:
    app = open_app("query")
    app.radio(key="list:output:shop").set_value("orders").run()
    assert "FROM orders" in app.text_area(key="sql:shop").value
    assert "number" in rows(app).columns


@pytest.mark.parametrize(
    ("sql", "word"),
    [
        ("SELECT nothing FROM orders", "nothing"),
        ("SELECT * FROM '/etc/passwd'", ""),
        ("DROP TABLE orders", ""),
        ("SELEC", ""),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_line(
    open_app: Open, published: OutputStore, sql: str, word: str
) -> None:
    app = ask(open_app("query"), sql)
    assert len(app.error) == 1
    assert "\n" not in app.error[0].value
    assert "Traceback" not in app.error[0].value
    assert word in app.error[0].value


def test_a_result_that_is_cut_says_so(
    open_app: Open, published: OutputStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATAFORGE_QUERY_ROW_LIMIT", "50")
    settings.cache_clear()
    app = ask(open_app("query"), "SELECT * FROM orders")
    assert "Only the first 50 rows" in app.warning[0].value


def test_a_result_is_drawn(open_app: Open, published: OutputStore) -> None:
    app = ask(
        open_app("query"), "SELECT shop % 5 AS region, sum(price) AS sales FROM orders GROUP BY 1"
    )
    app.segmented_control(key="result_view").set_value("Chart").run()
    assert app.get("plotly_chart")
    app.selectbox(key="chart_kind:region,sales").set_value("bar").run()
    assert not app.exception


def test_a_result_is_downloaded(open_app: Open, published: OutputStore) -> None:
    app = open_app("query")
    assert [found.label for found in app.download_button] == ["CSV", "Parquet"]


def test_a_query_outlives_another_screen(
    open_app: Open, published: OutputStore, home: Path
) -> None:
    app = ask(open_app("query"), "SELECT 7 AS seven")
    app.switch_page("screens/schema.py").run()
    app.switch_page("screens/query.py").run()
    assert app.text_area(key="sql:shop").value == "SELECT 7 AS seven"
    assert rows(app)["seven"][0] == 7
    assert button(app, "run_query").disabled is False
