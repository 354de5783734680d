"""Reading a screen, and pressing its buttons, as a person does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from assets.schema.dataset import Dataset, dataset_from
from assets.schema.table import Table
from assets.schema.versions import VersionStore
from assets.workspace import open_workspace
from tests.fixtures.helpdesk import helpdesk
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


def open_helpdesk(home: Path, open_app: Callable[..., AppTest], view: str, table: str) -> AppTest:
    """The help desk of the fixtures, saved, with one view of a table open."""
    VersionStore(open_workspace(str(home)).objects).save(helpdesk(), expected=None)
    app = open_app()
    app.radio(key="list:table:helpdesk").set_value(table).run()
    app.segmented_control(key="view:helpdesk").set_value(view).run()
    assert not app.exception, app.exception
    return app


def drafted(app: AppTest, table: str) -> Table:
    """A table of the help desk as the draft has it, which is a valid one."""
    found: Table = app.session_state["drafts"]["helpdesk"].dataset.table(table)
    return found
