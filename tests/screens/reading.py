"""Reading a screen, and pressing its buttons, as a person does."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from assets.schema.dataset import Dataset, dataset_from
from tests.fixtures.specs import shop_data


def small_shop() -> Dataset:
    """The shop of the fixtures, without its check."""
    data = shop_data()
    for table in data["tables"]:
        table.pop("checks", None)
    return dataset_from(data)


def texts(app: AppTest) -> str:
    """Every text on the screen, badges and captions included."""
    shown = [*app.header, *app.markdown, *app.caption, *app.error, *app.warning, *app.info]
    shown += [*app.success, *app.code]
    return "\n".join(str(element.value) for element in shown)


def button(app: AppTest, key: str) -> Button:
    """The button of that key, wherever it is."""
    return app.button(key=key)


def press(app: AppTest, key: str) -> AppTest:
    """Press a button and draw what follows."""
    button(app, key).click().run()
    assert not app.exception, app.exception
    return app
