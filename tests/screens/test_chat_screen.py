"""The chat screen: beginning, talking, deciding, and finding a conversation again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from assets.schema.versions import VersionStore
from assets.workspace import open_workspace
from studio_ui.clients.agents import conversations
from tests.fixtures.langsmith import LangSmith
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
    app = open_app("chat", thread=made.thread)
    assert app.query_params["thread"] == made.thread


def test_a_conversation_that_is_gone_begins_anew(open_app: Open) -> None:
    app = open_app("chat", thread="gone")
    assert "What data do you need" in texts(app)
    assert "thread" not in app.query_params


def test_another_conversation_is_opened_from_the_list(open_app: Open) -> None:
    made = conversations().create("Night trains")
    conversations().create("Night trains")
    app = open_app("chat")
    press(app, f"open_thread:{made.thread}")
    assert app.query_params["thread"] == made.thread
    press(app, "new_conversation")
    assert "thread" not in app.query_params


CLINIC = "A clinic with 200 patients and 4 doctors. Each patient has 1 to 12 appointments."


def talked(app: AppTest, prompt: str = CLINIC) -> AppTest:
    """Say something and wait for what follows."""
    app.chat_input(key="chat_text").set_value(prompt).run()
    assert not app.exception, app.exception
    return app


def test_a_prompt_becomes_a_proposal_with_rows_and_reasons(open_app: Open) -> None:
    app = talked(open_app("chat"))
    assert "Proposed" in texts(app)
    assert "Trace" not in texts(app)
    assert "first 20 rows" in texts(app)
    reasons = "\n".join(str(shown.value) for shown in app.html if "reasons" in shown.value)
    assert "your words" in reasons
    assert "<q>200 patients</q>" in reasons
    app.segmented_control(key="chat_view").set_value("understood").run()
    assert "200 rows of patients" in texts(app)


def test_a_proposal_survives_a_reload_and_is_saved_when_accepted(
    open_app: Open, home: Path
) -> None:
    versions = VersionStore(open_workspace(str(home)).objects)
    thread = talked(open_app("chat")).query_params["thread"]
    assert versions.datasets() == []
    app = open_app("chat", thread=thread)
    press(app, "chat_accept")
    [name] = versions.datasets()
    assert versions.load(name).table("patients").rows == 200
    assert button(app, "chat_generate").disabled is False
    assert "Accepted as version 1" in texts(app)
    assert button(app, "chat_undo").disabled


def test_a_change_is_undone_and_redone_with_its_true_state(open_app: Open, home: Path) -> None:
    app = press(talked(open_app("chat")), "chat_accept")
    press(talked(app, "double the patients"), "chat_accept")
    assert "Accepted as version 2" in texts(app)
    press(app, "chat_undo")
    assert "Undone" in texts(app)
    assert "hospital is at version 3" in texts(app)
    press(app, "chat_redo")
    assert "Accepted as version 4" in texts(app)
    assert button(app, "chat_redo").disabled
    versions = VersionStore(open_workspace(str(home)).objects)
    assert versions.load("hospital").table("patients").rows == 400


def test_a_rejected_proposal_changes_nothing(open_app: Open, home: Path) -> None:
    app = press(talked(open_app("chat")), "chat_reject")
    assert "Rejected" in texts(app)
    assert VersionStore(open_workspace(str(home)).objects).datasets() == []


def test_a_proposal_is_edited_as_a_draft(open_app: Open) -> None:
    app = press(talked(open_app("chat")), "chat_edit")
    assert "Never saved" in texts(app)


def test_an_answer_links_to_its_trace(open_app: Open, traced: LangSmith) -> None:
    app = talked(open_app("chat"))
    (run,) = traced.wait_for("conversation")
    assert f"/r/{run['id']}" in texts(app.run())
    assert b"clinic" not in traced.all_sent
