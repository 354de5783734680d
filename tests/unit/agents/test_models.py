"""Model tiers: Bedrock as it answers and as it fails, budgets, and the planner that takes over."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import pytest

from agents.events import Done, Event, Notice, ToolCall, ToolResult
from agents.memory.index import Index
from agents.models.calling import MAX_CALLS, ChatModel
from agents.models.choose import choose_model, inference_profile
from agents.orchestrator.local import RulePlanner
from agents.settings import AgentSettings
from assets.workspace.local import LocalObjects
from tests.fixtures.bedrock import Answer, bedrock, refusal
from tests.fixtures.conversations import open_in, publish
from tests.fixtures.studio import wait_until

TOOLS = ["analyze_prompt", "suggest_columns", "infer_relationships", "validate_schema"]
GOOD = Answer(json.dumps({"name": "shop", "tables": [{"name": "orders"}]}))
MALFORMED = Answer('{"name": "shop", "tables": [{"nam')
WRONG = Answer(json.dumps({"name": "shop", "tables": [{"title": "orders"}]}))


@pytest.fixture(autouse=True)
def _account(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.setenv("AWS_REGION", "eu-central-1")


def _chat(settings: AgentSettings) -> Callable[[Index], ChatModel | None]:
    return lambda index: choose_model(settings, index)


def _ask(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *answers: Answer, **settings: float
) -> tuple[list[Event], list[dict[str, object]], int]:
    """The events of one prompt, the requests that the stub saw, and the tokens counted."""
    with bedrock(*answers) as stub:
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", stub.url)
        chosen = AgentSettings.model_validate({"llm": "bedrock", "llm_attempts": 1} | settings)
        talks = open_in(folder, chat=_chat(chosen))
        thread = talks.create().thread
        events = list(talks.send(thread, "a shop with customers"))
        assert talks.pending(thread) is not None
        return events, stub.requests, talks.get(thread).tokens


def _sql(text: str) -> Answer:
    return Answer(json.dumps({"sql": text}), "Sql")


def _outlined(events: list[Event]) -> str:
    return next(e.text for e in events if isinstance(e, ToolResult) and e.name == "outline")


def _notices(events: list[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, Notice)]


def test_bedrock_outlines_by_the_inference_profile_of_its_region(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events, requests, tokens = _ask(tmp_path, monkeypatch, GOOD)
    assert (_outlined(events), _notices(events), tokens) == ("orders", [], 1200)
    assert str(requests[0]["path"]).startswith("/model/eu.anthropic.claude-haiku-4-5-20251001-v1")
    config = cast("dict[str, Any]", requests[0]["toolConfig"])
    assert config["toolChoice"] == {"any": {}}
    names = [each["toolSpec"]["name"] for each in config["tools"] if "toolSpec" in each]
    assert names == [*TOOLS, "Sketch"]
    assert {"cachePoint": {"type": "default"}} in cast("list[Any]", requests[0]["system"])
    assert "bookshop: customers" in json.dumps(requests[0]["system"])


def test_the_model_looks_at_a_prompt_with_tools(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = json.dumps({"tables": ["customers"]})
    answers = [
        Answer("{}", "analyze_prompt"),
        Answer(named, "suggest_columns"),
        Answer(named, "infer_relationships"),
        Answer(GOOD.arguments, "validate_schema"),
        GOOD,
    ]
    events, requests, tokens = _ask(tmp_path, monkeypatch, *answers)
    assert (_outlined(events), _notices(events), tokens) == ("orders", [], 6000)
    used = [event.name for event in events if isinstance(event, ToolCall)]
    assert used == ["outline", *TOOLS]
    told = json.dumps(requests[-1]["messages"])
    assert "feasible" in told


def test_what_cannot_be_made_is_sent_back_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = Answer(json.dumps({"name": "shop", "tables": []}))
    events, requests, _ = _ask(tmp_path, monkeypatch, nothing, GOOD)
    assert (_outlined(events), len(requests)) == ("orders", 2)
    assert "has no tables" in json.dumps(requests[1]["messages"])


def test_an_edit_is_what_the_model_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = {"name": "id", "type": "integer"}
    tables = [{"name": name, "columns": [made]} for name in ("customers", "vouchers")]
    first = Answer(json.dumps({"name": "shop", "tables": tables}))
    second = Answer(json.dumps({"name": "shop", "tables": tables[:1]}))
    with bedrock(first, second) as stub:
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", stub.url)
        chosen = AgentSettings.model_validate({"llm": "bedrock", "llm_attempts": 1})
        talks = open_in(tmp_path, chat=_chat(chosen), planner=RulePlanner())
        thread = talks.create().thread
        list(talks.send(thread, "something for my shop"))
        list(talks.accept(thread))
        list(talks.send(thread, "no tickets that one can pay with"))
        waiting = talks.pending(thread)
    assert waiting is not None
    assert [each.kind for each in waiting.proposal.changes] == ["remove_table"]
    assert "vouchers dropped" in [each.reason for each in waiting.proposal.decisions]
    assert "The dataset shop now" in json.dumps(stub.requests[1]["messages"])


@pytest.mark.parametrize(
    ("answers", "sql", "text"),
    [
        ([_sql("SELECT max(id) AS last FROM customers")], "SELECT max(id)", "last: 3"),
        ([_sql("SELECT nope FROM customers"), _sql("SELECT 7 AS n")], "SELECT 7", "n: 7"),
        ([_sql("DELETE FROM customers")], "DELETE FROM customers", "The query failed"),
        ([Answer('{"why": "no table tells moods"}', "Sql")], None, "no table tells moods"),
        ([Answer(throttle=True)], None, "happy"),
    ],
    ids=["read", "mended", "a write", "cannot", "throttled"],
)
def test_a_question_that_no_rule_answers_is_written_by_the_model(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answers: list[Answer],
    sql: str | None,
    text: str,
) -> None:
    customers = {"name": "customers", "columns": [{"name": "id"}]}
    shop = Answer(json.dumps({"name": "shop", "tables": [customers]}))
    with bedrock(shop, *answers) as stub:
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", stub.url)
        chosen = AgentSettings.model_validate({"llm": "bedrock", "llm_attempts": 1})
        talks = open_in(tmp_path, chat=_chat(chosen))
        thread = talks.create().thread
        list(talks.send(thread, "a shop with customers"))
        list(talks.accept(thread))
        publish(tmp_path)
        list(talks.send(thread, "how many customers are happy?"))
    told = talks.history(thread)[-1]
    assert text in told.text
    assert (told.sql or "").startswith(sql or "")
    assert "customers(id)" in json.dumps(stub.requests[-1]["system"])


def test_a_model_that_only_looks_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events, requests, _ = _ask(tmp_path, monkeypatch, Answer("{}", "analyze_prompt"))
    assert len(requests) == MAX_CALLS
    assert "came to no answer" in _notices(events)[0]
    assert _outlined(events) == "customers"


@pytest.mark.parametrize("first", [MALFORMED, WRONG], ids=["malformed", "wrong fields"])
def test_arguments_that_do_not_fit_are_asked_for_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: Answer
) -> None:
    events, requests, tokens = _ask(tmp_path, monkeypatch, first, GOOD)
    assert (_outlined(events), _notices(events), tokens) == ("orders", [], 2400)
    assert "cannot be used" in json.dumps(requests[1]["messages"])


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (WRONG, "cannot be used"),
        (Answer(throttle=True), "Too many requests"),
        (Answer(GOOD.arguments, cut=True), "bedrock"),
        (Answer(text="I cannot help.", stop="refusal"), "refused"),
        (Answer('{"name": "sh', stop="max_tokens"), "too great a length"),
        (Answer(text="Here is a shop.", stop="end_turn"), "no tool was called"),
    ],
    ids=["wrong twice", "throttled", "cut", "refused", "too long", "no call"],
)
def test_the_planner_takes_over_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: Answer, why: str
) -> None:
    events, _, _ = _ask(tmp_path, monkeypatch, answer)
    (notice,) = _notices(events)
    assert why in notice
    assert "built-in planner" in notice
    assert _outlined(events) == "customers"


def test_a_model_that_does_not_answer_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = threading.Event()
    with bedrock(Answer(GOOD.arguments, hold=answers), GOOD) as stub:
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", stub.url)
        chosen = AgentSettings.model_validate({"llm": "bedrock", "llm_attempts": 1})
        talks = open_in(tmp_path, chat=_chat(chosen))
        thread = talks.create().thread
        with ThreadPoolExecutor(1) as pool:
            work = pool.submit(lambda: list(talks.send(thread, "a shop with customers")))
            wait_until(lambda: stub.requests)
            stopped_at = time.monotonic()
            talks.stop(thread)
            assert work.result(20)[-1] == Done(status="stopped")
        assert time.monotonic() - stopped_at < 1
        assert _outlined(list(talks.resume(thread))) == "orders"
        answers.set()
        wait_until(lambda: all(each.name != "work" for each in threading.enumerate()))
        assert len(talks.history(thread)) == 2  # the late answer adds nothing


def test_a_spent_budget_asks_no_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events, requests, tokens = _ask(tmp_path, monkeypatch, WRONG, llm_budget_tokens=1000)
    assert (len(requests), tokens) == (1, 1200)
    assert "DATAFORGE_LLM_BUDGET_TOKENS" in _notices(events)[0]
    (tmp_path / "b").mkdir()
    _, requests, _ = _ask(tmp_path / "b", monkeypatch, GOOD, llm_budget_dollars=0)
    assert requests == []


@pytest.mark.parametrize(
    ("region", "prefix"),
    [
        ("us-east-1", "us"),
        ("eu-west-3", "eu"),
        ("ap-northeast-1", "jp"),
        ("ap-southeast-2", "au"),
        ("sa-east-1", "global"),
    ],
)
def test_each_region_has_its_inference_profile(region: str, prefix: str) -> None:
    assert inference_profile(region) == f"{prefix}.anthropic.claude-haiku-4-5-20251001-v1:0"


def test_auto_is_bedrock_with_an_account_and_embedded_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen, index = AgentSettings.model_validate({"llm": "auto"}), Index(LocalObjects(tmp_path))
    found = choose_model(chosen, index)
    assert found is not None
    assert found.name == "bedrock"
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    assert choose_model(chosen, index) is None
    assert "AWS_EC2_METADATA_DISABLED" not in os.environ


def test_the_stub_refuses_what_bedrock_refuses() -> None:
    said = {"role": "user", "content": [{"text": "hi"}]}
    use = {"role": "assistant", "content": [{"toolUse": {"toolUseId": "1"}}]}
    result = {"role": "user", "content": [{"toolResult": {"toolUseId": "2"}}]}
    assert refusal({"messages": [said]}) is None
    assert "alternate" in str(refusal({"messages": [said, said]}))
    assert "toolConfig" in str(refusal({"messages": [said, use]}))
    assert "toolResult" in str(refusal({"messages": [result], "toolConfig": {}}))
