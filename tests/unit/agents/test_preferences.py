"""What a user prefers of new datasets is remembered, and a prompt goes before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.conversations import Conversations
from agents.orchestrator.local import RulePlanner
from assets.schema.dataset import Dataset
from tests.fixtures.conversations import open_in


def _said(talks: Conversations, thread: str, text: str) -> str:
    list(talks.send(thread, text))
    return talks.history(thread)[-1].text


def _proposed(talks: Conversations, text: str) -> Dataset:
    thread = talks.create().thread
    list(talks.send(thread, text))
    waiting = talks.pending(thread)
    assert waiting is not None
    return waiting.proposal.dataset


def test_preferences_are_kept_for_a_user_and_used_for_new_datasets(tmp_path: Path) -> None:
    talks = open_in(tmp_path, RulePlanner())
    thread = talks.create().thread
    said = _said(talks, thread, "From now on German addresses and 500 rows per table.")
    assert "Germany (de_DE) and 500 rows per table" in said
    assert talks.pending(thread) is None
    again = open_in(tmp_path, RulePlanner())
    assert "Germany" in _said(again, thread, "what do you remember?")
    made = _proposed(again, "a bookshop with customers and books")
    assert (made.locale, made.table("customers").rows) == ("de_DE", 500)
    other = open_in(tmp_path, RulePlanner(), user="ann")
    assert _proposed(other, "a bookshop with customers").locale != "de_DE"


def test_a_prompt_goes_before_preferences(tmp_path: Path) -> None:
    talks = open_in(tmp_path, RulePlanner())
    thread = talks.create().thread
    _said(talks, thread, "remember: 500 rows per table, data of Germany")
    made = _proposed(talks, "a shop in France: 70 customers, each with exactly 2 orders")
    assert made.locale == "fr_FR"
    assert (made.table("customers").rows, made.table("orders").rows) == (70, 140)
    assert _said(talks, thread, "forget my preferences").startswith("Forgotten")
    assert _proposed(talks, "a bookshop with customers").table("customers").rows != 500


@pytest.mark.parametrize("text", ["remember the milk", "list my preferences"])
def test_what_can_be_remembered_is_said(tmp_path: Path, text: str) -> None:
    talks = open_in(tmp_path, RulePlanner())
    assert "500 rows per table" in _said(talks, talks.create().thread, text)
