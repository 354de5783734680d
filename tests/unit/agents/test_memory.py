"""What conversations are remembered by: each kind of memory, its limits and its failures."""

from __future__ import annotations

import multiprocessing
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.base import empty_checkpoint
from langgraph_checkpoint_aws import AgentCoreMemorySaver

from agents.conversations import Conversations
from agents.events import Done, Failed
from agents.memory.savers.objects import ObjectCheckpoints
from agents.memory.trimming import KEPT
from agents.memory.turns import Lease, LeaseTurns
from agents.memory.users import thread_of, user_key
from agents.outline import Outline
from agents.proposal import Proposal
from agents.quantities.quantity import Reading
from assets.errors import ConflictError, GenerationError, InputError, NotFoundError
from assets.schema.dataset import Dataset
from assets.workspace.local import LocalObjects
from assets.workspace.objects import StoredObject
from tests.fixtures.conversations import TablePlanner, kinds, open_in
from tests.fixtures.valkey import PASSWORD

Open = Callable[..., Conversations]
MEMORY_ID = "studio_memory-abcdefghij"


@pytest.fixture(params=["folder", "s3", "agentcore", "valkey"])
def open_memory_of(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Open:
    """Opens the same conversations again and again, in each kind of memory."""
    home, settings = str(tmp_path), dict[str, object]()
    if request.param == "s3":
        home = f"s3://{request.getfixturevalue('s3_bucket')}/studio"
    elif request.param == "agentcore":
        endpoint = request.getfixturevalue("s3_settings")
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_AGENTCORE", endpoint)
        settings = {"memory": "agentcore", "memory_id": MEMORY_ID}
    elif request.param == "valkey":
        settings = {"memory": "valkey", "memory_url": request.getfixturevalue("valkey_url")}
    return lambda planner=None, user="ann": open_in(home, planner, user=user, **settings)


def test_conversations_survive_restarts_and_belong_to_their_user(open_memory_of: Open) -> None:
    thread = open_memory_of().create().thread
    list(open_memory_of().send(thread, "a shop with customers"))
    again = open_memory_of()
    assert again.pending(thread) is not None
    list(again.send(thread, "add orders"))
    list(open_memory_of().accept(thread))
    said = [message.text for message in open_memory_of().history(thread)]
    assert (said[0], said[2]) == ("a shop with customers", "add orders")
    assert said[-1].startswith("Saved shop as version 1")
    again.rename(thread, "My shop")
    assert [each.title for each in open_memory_of().list()] == ["My shop"]

    bob = open_memory_of(user="bob")
    assert bob.list() == []
    with pytest.raises(NotFoundError):
        bob.history(thread)
    assert thread_of("ann", "one") != thread_of("bob", "one")

    open_memory_of().delete(thread)
    assert open_memory_of().list() == []
    open_memory_of().open(thread)
    assert open_memory_of().history(thread) == []


def test_several_users_and_threads_work_at_once(open_memory_of: Open) -> None:
    talks = [open_memory_of(user=user) for user in ("ann", "bob")]
    threads = [(talk, talk.create().thread) for talk in talks for _ in range(2)]
    with ThreadPoolExecutor(len(threads)) as pool:
        work = [
            pool.submit(lambda t=t, k=k: list(k.send(t, "a shop with orders"))) for k, t in threads
        ]
        ends = [each.result(60)[-1] for each in work]
    assert {end.status for end in ends if isinstance(end, Done)} == {"waiting"}
    assert all(len(talk.history(thread)) == 2 for talk, thread in threads)


def test_what_failed_half_way_goes_on_after_a_restart(open_memory_of: Open) -> None:
    def fail() -> None:
        raise GenerationError("the disk is full")

    thread = open_memory_of().create().thread
    list(open_memory_of(TablePlanner(fail)).send(thread, "a shop with customers"))
    assert open_memory_of().resumable(thread)
    assert "outline" not in kinds(list(open_memory_of().resume(thread)))
    assert open_memory_of().pending(thread) is not None


class CountingPlanner(TablePlanner):
    """Each proposal changes the number of rows, in a dataset of a usual size."""

    count = 3

    def propose(self, outline: Outline, reading: Reading, current: Dataset | None) -> Proposal:
        made = super().propose(outline, reading, current)
        self.count += 1
        tables = [
            table.model_copy(update={"rows": self.count, "description": "words " * 200})
            for table in made.dataset.tables
        ]
        return made.model_copy(
            update={"dataset": made.dataset.model_copy(update={"tables": tables})}
        )


def _turns(talks: Conversations, thread: str, number: int) -> None:
    for _ in range(number):
        list(talks.send(thread, "a shop with customers, orders and reviews"))


def test_only_what_resuming_needs_is_kept(open_memory_of: Open) -> None:
    talks = open_memory_of(CountingPlanner())
    thread = talks.create().thread
    _turns(talks, thread, 4)
    saver = talks._memory.open_checkpoints()
    own = {"thread_id": thread, "actor_id": user_key("ann")}
    kept = len(list(saver.list({"configurable": own})))
    assert kept <= (6 if isinstance(saver, AgentCoreMemorySaver) else 1)
    assert open_memory_of().pending(thread) is not None


def test_a_long_conversation_grows_by_its_words_alone(tmp_path: Path) -> None:
    talks = open_in(tmp_path, CountingPlanner())
    thread = talks.create().thread
    sizes = []
    for _ in range(4):
        _turns(talks, thread, 12)
        files = (tmp_path / "conversations").glob("checkpoints.sqlite*")
        sizes.append(sum(file.stat().st_size for file in files))
    messages = talks.history(thread)
    assert len(messages) == 96
    assert sum(message.proposal is not None for message in messages) == KEPT
    assert messages[-1].outcome == "waiting"
    assert max(sizes) < 3_500_000, sizes  # with all steps of all turns: more than 12 MB


def test_one_turn_at_a_time_though_a_process_is_killed(tmp_path: Path) -> None:
    talks = open_in(tmp_path)
    thread = talks.create().thread
    context = multiprocessing.get_context("spawn")
    started = context.Event()
    other = context.Process(target=_never_answer, args=(tmp_path, thread, started))
    other.start()
    try:
        assert started.wait(60)
        failed, done = talks.send(thread, "a shop with customers")
        assert isinstance(failed, Failed)
        assert "answering in another window" in failed.problem
        assert done == Done(status="failed")
    finally:
        other.kill()
        other.join(20)
    assert talks.resumable(thread)
    assert list(talks.resume(thread))[-1] == Done(status="waiting")


def _never_answer(folder: Path, thread: str, started: Any) -> None:
    def wait() -> None:
        started.set()
        time.sleep(600)

    list(open_in(folder, TablePlanner(wait)).send(thread, "a shop with customers"))


def test_a_lease_is_renewed_and_runs_out_without_its_holder(tmp_path: Path) -> None:
    objects = LocalObjects(tmp_path)
    turns, others = LeaseTurns(objects, 0.6), LeaseTurns(objects, 0.6)
    with turns.hold("t", pytest.fail):
        time.sleep(0.9)
        with pytest.raises(ConflictError, match="another window"), others.hold("t", pytest.fail):
            pass
    gone = Lease(holder="gone", until=time.time() + 0.5).model_dump_json().encode()
    objects.put("conversations/turns/t.json", gone)
    with pytest.raises(ConflictError), others.hold("t", pytest.fail):
        pass
    time.sleep(0.6)
    with others.hold("t", pytest.fail):
        pass
    assert objects.list("conversations/turns/") == []


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"memory": "agentcore"}, "DATAFORGE_MEMORY_ID"),
        ({"memory": "valkey"}, "DATAFORGE_MEMORY_URL"),
        ({"memory": "valkey", "memory_url": f"http://u:{PASSWORD}@host"}, "valkeys://"),
        ({"memory": "valkey", "memory_url": f"valkey://u:{PASSWORD}/@host:1"}, "valkeys://"),
    ],
)
def test_settings_that_cannot_be_used_say_how_to_mend_them(
    tmp_path: Path, settings: dict[str, str], why: str
) -> None:
    talks = open_in(tmp_path, **settings)
    failed, _ = talks.send(talks.create().thread, "a shop with customers")
    assert isinstance(failed, Failed)
    assert why in failed.problem
    assert PASSWORD not in failed.problem


def test_servers_that_do_not_answer_are_told_in_time(
    tmp_path: Path, valkey_url: str, s3_settings: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        place = f"127.0.0.1:{mute.getsockname()[1]}"
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_AGENTCORE", f"http://{place}")
        for settings in (
            {"memory": "valkey", "memory_url": f"valkey://:{PASSWORD}@{place}"},
            {"memory": "valkey", "memory_url": valkey_url.replace(PASSWORD, "wrong")},
            {"memory": "agentcore", "memory_id": MEMORY_ID},
        ):
            talks = open_in(tmp_path, **settings, memory_timeout_seconds=0.2)
            thread, began = talks.create().thread, time.monotonic()
            failed, _ = talks.send(thread, "a shop with customers")
            assert isinstance(failed, Failed)
            assert "cannot be used" in failed.problem
            assert PASSWORD not in failed.problem
            assert time.monotonic() - began < 20


class _SlowObjects(LocalObjects):
    """Reads take so long that others write meanwhile."""

    def get(self, key: str) -> StoredObject | None:
        found = super().get(key)
        time.sleep(0.05)
        return found


def test_tasks_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    saver = ObjectCheckpoints(_SlowObjects(tmp_path))
    config = {"configurable": {"thread_id": "t", "checkpoint_ns": ""}}
    at = saver.put(config, empty_checkpoint(), {}, {})
    with ThreadPoolExecutor(4) as pool:
        for task in range(4):
            pool.submit(saver.put_writes, at, [("prompt", task)], f"task-{task}")
    found = saver.get_tuple(at)
    assert found is not None
    assert sorted(value for _, _, value in found.pending_writes or []) == [0, 1, 2, 3]


def test_a_write_that_comes_late_replaces_none_of_a_newer_checkpoint(tmp_path: Path) -> None:
    saver = ObjectCheckpoints(LocalObjects(tmp_path))
    config = {"configurable": {"thread_id": "t", "checkpoint_ns": ""}}
    older = saver.put(config, empty_checkpoint(), {}, {})
    newer = saver.put(older, empty_checkpoint(), {}, {})
    saver.put_writes(newer, [("__interrupt__", "review")], "review")
    saver.put_writes(older, [("prompt", "late")], "propose")
    found = saver.get_tuple(config)
    assert found is not None
    assert [value for _, _, value in found.pending_writes or []] == ["review"]


def test_a_prompt_of_too_many_words_is_refused_at_once(tmp_path: Path) -> None:
    talks = open_in(tmp_path)
    thread = talks.create().thread
    with pytest.raises(InputError, match="20,000"):
        talks.send(thread, "customers " * 10_000)
    assert talks.history(thread) == []
