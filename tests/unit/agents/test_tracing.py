"""Tracing against a LangSmith on loopback: what arrives there, what never does, and when not."""

from __future__ import annotations

import http.client
import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from agents.conversations import Conversations
from agents.models.choose import choose_model
from agents.settings import AgentSettings, agent_settings, secret_values, trace_settings
from agents.tracing.masking import MASK, Masking
from agents.tracing.tracing import Tracing
from tests.fixtures.bedrock import Answer, bedrock
from tests.fixtures.conversations import TablePlanner, kinds, open_in
from tests.fixtures.langsmith import KEY, TENANT, LangSmith, langsmith
from tests.fixtures.studio import free_port

AWS_ID = "AKIA" + "QWERTYUIOPASDFGH"
AWS_SECRET = "wJalrXUtnFEMIK7MDENG/bPxRfiCYzzzzzzzKEY9"
PROMPT = (
    "customers and orders of the Zanzibar branch, "
    f"postgresql://me:hunter2hunter2@db/x, key {AWS_ID}, mine is {AWS_SECRET} and {KEY}"
)
SECRETS = [AWS_ID, AWS_SECRET, KEY, "hunter2hunter2"]
PROPOSES = ["proposal_ready", "token", "done"]


@pytest.fixture(autouse=True)
def _variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    for owner in ("LANGSMITH", "LANGCHAIN"):
        for name in ("API_KEY", "ENDPOINT", "PROJECT", "TRACING", "TRACING_V2"):
            monkeypatch.delenv(f"{owner}_{name}", raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", AWS_ID)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", AWS_SECRET)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    agent_settings.cache_clear()
    yield
    agent_settings.cache_clear()


@pytest.fixture
def tracings(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Tracing]]:
    made: list[Tracing] = []
    yield made
    for each in made:
        each.close()


def _tracing(monkeypatch: pytest.MonkeyPatch, made: list[Tracing], url: str, **more: str) -> None:
    for name, value in {"LANGSMITH_API_KEY": KEY, "LANGSMITH_ENDPOINT": url, **more}.items():
        monkeypatch.setenv(name, value)
    made.append(Tracing(trace_settings(), secret_values()))


def _proposal(talks: Conversations, prompt: str = PROMPT) -> tuple[str, list[str]]:
    thread = talks.create().thread
    return thread, kinds(list(talks.send(thread, prompt)))


@pytest.mark.parametrize("takes_multipart", [True, False], ids=["multipart", "batch"])
def test_runs_arrive_without_anything_that_was_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tracings: list[Tracing],
    takes_multipart: bool,
) -> None:
    with langsmith(takes_multipart=takes_multipart) as stub:
        _tracing(monkeypatch, tracings, stub.url)
        talks = open_in(tmp_path, tracing=tracings[0])
        thread, _ = _proposal(talks)
        list(talks.accept(thread))
        said, decided = stub.wait_for("conversation", 2)
        (outlined,) = stub.wait_for("outline_dataset")
    assert (set(said["tags"]), set(decided["tags"])) == (
        {"tier:embedded", "intent:design"},
        {"tier:embedded", "intent:accept"},
    )
    assert said["session_name"] == "dataforge-studio"
    assert said["extra"]["metadata"]["session_id"] == thread
    assert outlined["parent_run_id"] == said["id"]
    assert [said["inputs"], said["outputs"], outlined["inputs"]] == [{}, {}, {}]
    for hidden in ("Zanzibar", "customers", "proposal_ready", *SECRETS):
        assert hidden.encode() not in stub.all_sent, hidden


def test_runs_of_a_model_arrive_with_what_was_said_where_it_is_allowed_but_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tracings: list[Tracing]
) -> None:
    answer = Answer(json.dumps({"name": "shop", "tables": [{"name": "orders"}]}))
    with langsmith() as stub, bedrock(answer) as model:
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", model.url)
        _tracing(monkeypatch, tracings, stub.url, DATAFORGE_TRACE_CONTENT="true")
        chosen = AgentSettings.model_validate({"llm": "bedrock"})
        talks = open_in(tmp_path, chat=lambda i: choose_model(chosen, i), tracing=tracings[0])
        _proposal(talks)
        (said,) = stub.wait_for("conversation")
        (asked,) = stub.wait_for("ChatBedrockConverse")
    assert "tier:bedrock" in said["tags"]
    assert "Zanzibar" in said["inputs"]["prompt"]
    assert "Zanzibar" in json.dumps(asked["inputs"])
    assert "orders" in json.dumps(asked["outputs"])
    assert asked["extra"]["metadata"]["usage_metadata"]["total_tokens"] == 1200
    for secret in SECRETS:
        assert secret.encode() not in stub.all_sent, secret


def test_an_error_that_quotes_the_prompt_is_traced_by_its_kind_and_logged_without_secrets(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tracings: list[Tracing],
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail() -> None:
        raise RuntimeError(PROMPT)

    with langsmith() as stub:
        _tracing(monkeypatch, tracings, stub.url)
        _, seen = _proposal(open_in(tmp_path, TablePlanner(fail), tracing=tracings[0]))
        (run,) = stub.wait_for("conversation")
    assert (seen[-2:], run["error"]) == (["failed", "done"], "RuntimeError")
    for hidden in ("Zanzibar", *SECRETS):
        assert hidden.encode() not in stub.all_sent, hidden
    assert "Zanzibar" in caplog.text
    assert not [secret for secret in SECRETS if secret in caplog.text]


@pytest.mark.parametrize("trouble", ["down", "slow", "wrong key"])
def test_no_answer_waits_for_langsmith(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tracings: list[Tracing],
    caplog: pytest.LogCaptureFixture,
    trouble: str,
) -> None:
    with langsmith(slow=30 if trouble == "slow" else 0) as stub:
        url = f"http://127.0.0.1:{free_port()}" if trouble == "down" else stub.url
        key = {"LANGSMITH_API_KEY": "lsv2_wrong"} if trouble == "wrong key" else {}
        _tracing(monkeypatch, tracings, url, **key)
        talks = open_in(tmp_path, tracing=tracings[0])
        _proposal(talks)  # imports
        begun = time.monotonic()
        thread, seen = _proposal(talks)
        assert time.monotonic() - begun < 2
        assert seen[-3:] == PROPOSES
        assert talks.trace_link(talks.history(thread)[-1]) is None
        stub.closing.set()
    told = [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING]
    assert all(line.startswith("LangSmith takes no traces") for line in told), told


def test_without_a_key_nothing_is_sent_whatever_else_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with langsmith() as stub:
        for name, value in {
            "LANGSMITH_ENDPOINT": stub.url,
            "LANGSMITH_TRACING": "true",
            "LANGCHAIN_TRACING_V2": "true",
            "LANGCHAIN_TRACING": "true",  # for which LangChain would refuse to run
        }.items():
            monkeypatch.setenv(name, value)
        assert not trace_settings().is_on
        talks = open_in(tmp_path)
        thread, seen = _proposal(talks)
        assert (seen[-3:], stub.sent) == (PROPOSES, [])
        assert talks.history(thread)[-1].trace is None
    assert [each.message for each in caplog.records if each.levelno >= logging.WARNING] == []


def test_an_answer_has_a_link_to_its_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tracings: list[Tracing]
) -> None:
    with langsmith() as stub:
        _tracing(monkeypatch, tracings, stub.url, LANGSMITH_PROJECT="mine")
        talks = open_in(tmp_path, tracing=tracings[0])
        thread, _ = _proposal(talks)
        (run,) = stub.wait_for("conversation")
        assert tracings[0].link("any", wait=10) is not None
        asked, answered = talks.history(thread)
        assert talks.trace_link(asked) is None
        link = talks.trace_link(answered)
        again = open_in(tmp_path, tracing=tracings[0])
        assert again.trace_link(again.history(thread)[-1]) == link
        project = stub.projects["mine"]["id"]
    assert link == f"http://localhost/o/{TENANT}/projects/p/{project}/r/{run['id']}?poll=true"


KEYED = {"LANGSMITH_API_KEY": "k"}


@pytest.mark.parametrize(
    ("variables", "is_on", "hides"),
    [
        ({}, False, (True, True)),
        ({"LANGSMITH_TRACING": "true"}, False, (True, True)),
        (KEYED, True, (True, True)),
        ({"LANGCHAIN_API_KEY": "k"}, True, (True, True)),
        ({"LANGSMITH_API_KEY": " "}, False, (True, True)),
        (KEYED | {"LANGSMITH_TRACING": "True"}, False, (True, True)),
        (KEYED | {"LANGSMITH_TRACING": "false"}, False, (True, True)),
        (KEYED | {"LANGSMITH_TRACING": ""}, True, (True, True)),
        (KEYED | {"LANGSMITH_TRACING": "true", "LANGCHAIN_TRACING_V2": "0"}, False, (True, True)),
        (KEYED | {"LANGSMITH_TRACING": "0", "LANGCHAIN_TRACING_V2": "true"}, True, (True, True)),
        (KEYED | {"LANGSMITH_HIDE_INPUTS": "false"}, True, (True, True)),
        (KEYED | {"DATAFORGE_TRACE_CONTENT": "true"}, True, (False, False)),
        (
            KEYED | {"DATAFORGE_TRACE_CONTENT": "true", "LANGSMITH_HIDE_INPUTS": "true"},
            True,
            (True, False),
        ),
    ],
)
def test_a_key_turns_tracing_on_and_the_first_switch_that_is_set_may_turn_it_off(
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    is_on: bool,
    hides: tuple[bool, bool],
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    found = trace_settings()
    assert (found.is_on, (found.hides_inputs, found.hides_outputs)) == (is_on, hides)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("200 customers, tokens counted", "200 customers, tokens counted"),
        (f"mine is {AWS_SECRET}.", f"mine is {MASK}."),
        ("b" * 40, "b" * 40),
        ("the word opensesame1", f"the word {MASK}"),
    ],
)
def test_masking_takes_secrets_and_leaves_words(text: str, masked: str) -> None:
    mask = Masking(frozenset({"opensesame1"}))
    assert mask({text: [text, {"deep": (text, 1, None)}]}) == {
        masked: [masked, {"deep": [masked, 1, None]}]
    }


@pytest.mark.parametrize(
    ("path", "key", "kind", "body", "status"),
    [
        ("/runs/batch", "wrong", "application/json", b"{}", 401),
        ("/runs/batch", "", "application/json", b"{}", 401),
        ("/runs/batch", KEY, "application/json", b"{", 422),
        ("/runs/batch", KEY, "application/json", b'{"post": [{"id": "1"}]}', 422),
        ("/runs/multipart", KEY, "multipart/form-data; boundary=b", b"--b\r\n\r\n{}", 422),
        ("/runs/multipart", KEY, "application/json", b"{}", 422),
        ("/elsewhere", KEY, "application/json", b"{}", 404),
    ],
)
def test_the_stub_refuses_what_langsmith_refuses(
    path: str, key: str, kind: str, body: bytes, status: int
) -> None:
    with langsmith() as stub:
        assert _post(stub, path, {"x-api-key": key, "Content-Type": kind}, body) == status


def _post(stub: LangSmith, path: str, headers: dict[str, str], body: bytes) -> int:
    connection = http.client.HTTPConnection(urlsplit(stub.url).netloc, timeout=10)
    try:
        connection.request("POST", path, body, headers)
        return connection.getresponse().status
    finally:
        connection.close()
