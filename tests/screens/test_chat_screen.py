"""The chat screen: beginning, talking, deciding, and finding a conversation again."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from assets.schema.versions import VersionStore
from studio_ui.clients.agents import conversations
from tests.screens.reading import button, press, texts

Open = Callable[..., AppTest]


def test_the_first_screen_offers_examples_and_the_datasets_there_are(
    open_app: Open, versions: VersionStore
) -> None:
    app = open_app("chat")
    assert "What data do you need" in texts(app)
    assert "online bookshop" in str(button(app, "chat_example_0").help).casefold()
    press(app, "chat_open:shop")
    assert app.header[0].value == "shop"


def test_a_conversation_is_found_again_by_its_address(open_app: Open) -> None:
    made = conversations().create("Night trains")
    conversations().create("Another one")
    app = open_app("chat", thread=made.thread)
    assert app.radio(key="list:conversations").value == made.thread
    assert app.query_params["thread"] == made.thread


def test_a_conversation_that_is_gone_begins_anew(open_app: Open) -> None:
    app = open_app("chat", thread="gone")
    assert "What data do you need" in texts(app)
    assert "thread" not in app.query_params


def test_another_conversation_is_opened_from_the_list(open_app: Open) -> None:
    made = conversations().create("Night trains")
    app = open_app("chat")
    app.radio(key="list:conversations").set_value(made.thread).run()
    assert app.query_params["thread"] == made.thread
    press(app, "new_conversation")
    assert "thread" not in app.query_params
