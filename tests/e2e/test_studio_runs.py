"""Runs through real Dagster processes under the supervisor: whole, edited, refused, killed."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from agents.conversations import Conversations
from agents.events import Done
from agents.settings import agent_settings
from assets.outputs.shards import FAN_OUT_ROWS
from assets.outputs.store import OutputStore
from assets.schema.dataset import Dataset, dataset_from
from assets.schema.formats import read_spec
from assets.schema.versions import VersionStore
from assets.settings import settings
from assets.workspace import open_workspace
from studio_ui.clients.agents import conversations
from studio_ui.clients.dagster import LogLine, RunStatus, TableStage, table_progress
from studio_ui.settings import studio_settings
from tests.fixtures.figures import TIERS, figures
from tests.fixtures.studio import Studio, wait_until

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.timeout(300),
]
EXAMPLE = read_spec(Path(__file__).parents[2] / "examples" / "bookstore.yaml")
BIG = 200_000_000  # more rows than any test waits for


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    studio = Studio(tmp_path_factory.mktemp("runs") / "workspace")
    try:
        yield studio.start_and_wait()
    finally:
        code = studio.stop() if studio.process.poll() is None else studio.process.returncode
        left = studio.living()
        studio.end()
    assert (code, left) == (0, []), studio.said()


@pytest.fixture
def outputs(studio: Studio) -> OutputStore:
    return OutputStore(open_workspace(str(studio.home)).filesystem)


def test_the_example_is_published_and_passes_its_checks(
    studio: Studio, outputs: OutputStore
) -> None:
    clicked = time.monotonic()
    run, lines = studio.follow(studio.client.launch("bookstore"))
    seconds = time.monotonic() - clicked
    assert run.status is RunStatus.SUCCESS, reasons(lines)
    published = {name: manifest.rows for name, manifest in outputs.manifests("bookstore").items()}
    assert published == {table.name: table.rows for table in EXAMPLE.tables}
    states = {asset.table: asset for asset in studio.client.assets("bookstore")}
    assert {name: state.rows for name, state in states.items()} == published
    checks = [check for state in states.values() for check in state.checks]
    assert {check.status for check in checks} == {"SUCCEEDED"}
    assert "foreign_key_author_id" in {check.name for check in states["books"].checks}
    progress = table_progress(EXAMPLE, run, lines)
    assert {found.stage for found in progress} == {TableStage.DONE}
    assert {found.table: found.done for found in progress} == published
    print(f"ready after {studio.ready_after:.1f} s, example published after {seconds:.1f} s")


def test_one_table_of_ten_thousand_rows_is_published_in_seconds(
    studio: Studio, outputs: OutputStore
) -> None:
    clicked = time.monotonic()
    run_id = studio.client.launch("bookstore", ["customers"], {"customers": {"rows": 10_000}})
    wait_until(lambda: is_from(outputs, "customers", run_id), every=0.02)
    seconds = time.monotonic() - clicked
    run, lines = studio.follow(run_id)
    assert run.status is RunStatus.SUCCESS, reasons(lines)
    assert run.tables == ("customers",)
    assert outputs.manifest("bookstore", "customers").rows == 10_000
    print(f"click to published: {seconds:.1f} s")


def test_an_edited_config_is_used_by_the_table_and_by_those_that_refer_to_it(
    studio: Studio, outputs: OutputStore
) -> None:
    edits = {"publishers": {"rows": 7}, "authors": {"rows": 40}, "books": {"rows": 90}}
    run_id = studio.client.launch("bookstore", list(edits), edits)
    run, lines = studio.follow(run_id)
    assert run.status is RunStatus.SUCCESS, reasons(lines)
    books = outputs.read("bookstore", "books").to_table().to_pydict()
    assert len(books["book_id"]) == 90
    assert set(books["publisher_id"]) <= set(range(1, 8))


def test_a_bad_config_fails_with_its_field_and_publishes_nothing(
    studio: Studio, outputs: OutputStore
) -> None:
    before = outputs.manifest("bookstore", "authors")
    columns = [{"name": "author_id", "type": "intger", "generator": {"kind": "sequence"}}]
    run_id = studio.client.launch("bookstore", ["authors"], {"authors": {"columns": columns}})
    run, lines = studio.follow(run_id)
    assert run.status is RunStatus.FAILURE
    assert "tables.authors.columns.author_id.type" in reasons(lines)
    assert "'intger' is not a type" in reasons(lines)
    assert outputs.manifest("bookstore", "authors") == before


def test_a_run_killed_in_the_middle_of_writing_leaves_the_previous_output(
    studio: Studio, outputs: OutputStore
) -> None:
    first, _ = studio.follow(studio.client.launch("bookstore", ["publishers"]))
    assert first.status is RunStatus.SUCCESS
    before = outputs.manifest("bookstore", "publishers")
    run_id = studio.client.launch("bookstore", ["publishers"], {"publishers": {"rows": BIG}})
    wait_until(lambda: is_writing(studio, run_id))
    psutil.Process(process_of(studio, run_id)).send_signal(signal.SIGKILL)
    run, lines = studio.follow(run_id)
    assert run.status is RunStatus.FAILURE, reasons(lines)
    assert outputs.manifest("bookstore", "publishers") == before
    assert outputs.read("bookstore", "publishers").count_rows() == 1_000

    edits = {"publishers": {"rows": 2_000}}
    again, lines = studio.follow(studio.client.launch("bookstore", ["publishers"], edits))
    assert again.status is RunStatus.SUCCESS, reasons(lines)
    assert outputs.read("bookstore", "publishers").count_rows() == 2_000


def test_a_killed_run_of_a_large_table_goes_on_where_it_ended(
    studio: Studio, outputs: OutputStore
) -> None:
    store, dataset = VersionStore(open_workspace(str(studio.home)).objects), telemetry()
    store.save(dataset, expected=None)
    studio.client.refresh()
    run_id = studio.client.launch("telemetry")
    wait_until(lambda: shards_made(studio, run_id) >= 8)
    psutil.Process(process_of(studio, run_id)).send_signal(signal.SIGKILL)
    run, lines = studio.follow(run_id)
    assert run.status is RunStatus.FAILURE, reasons(lines)
    killed = time.time()
    again = studio.client.rerun_failed(run_id)
    run, lines = studio.follow(again)
    assert run.status is RunStatus.SUCCESS, reasons(lines)
    manifest = outputs.manifest("telemetry", "readings")
    assert manifest is not None
    assert manifest.rows == dataset.table("readings").rows
    folder = studio.home / "outputs" / "telemetry" / "readings"
    kept = [(folder / file.path).stat().st_mtime < killed for file in manifest.files]
    assert 8 <= sum(kept) < len(kept)
    [progress] = table_progress(dataset, studio.client.run(again), lines)
    assert progress.stage is TableStage.DONE


def test_a_cancelled_run_stops_at_once_and_leaves_nothing(
    studio: Studio, outputs: OutputStore
) -> None:
    before = outputs.manifest("bookstore", "authors")
    folder = studio.home / "outputs" / "bookstore" / "authors"
    run_id = studio.client.launch("bookstore", ["authors"], {"authors": {"rows": BIG}})
    wait_until(lambda: is_writing(studio, run_id))
    assert list(folder.glob(f"{run_id}*"))
    asked = time.monotonic()
    studio.client.terminate(run_id)
    run, lines = studio.follow(run_id, seconds=45)
    seconds = time.monotonic() - asked
    assert run.status is RunStatus.CANCELED, reasons(lines)
    assert outputs.manifest("bookstore", "authors") == before
    wait_until(lambda: not list(folder.glob(f"{run_id}*")), seconds=20)
    studio.client.terminate(run_id)  # once more changes nothing
    print(f"cancelled after {seconds:.1f} s")


def test_a_saved_spec_is_there_after_a_refresh(studio: Studio, outputs: OutputStore) -> None:
    store = VersionStore(open_workspace(str(studio.home)).objects)
    small = EXAMPLE.with_rows(30).model_copy(update={"name": "corner_shop"})
    store.save(small, expected=None)
    saved = time.monotonic()
    studio.client.refresh()
    seconds = time.monotonic() - saved
    assert {state.table for state in studio.client.assets("corner_shop")} == {
        table.name for table in small.tables
    }
    run, lines = studio.follow(studio.client.launch("corner_shop", ["authors"]))
    assert run.status is RunStatus.SUCCESS, reasons(lines)
    assert outputs.manifest("corner_shop", "authors").rows == 30
    print(f"refresh after a save: {seconds:.1f} s")


def test_a_version_with_an_append_keeps_the_old_rows_and_passes_its_checks(
    studio: Studio, outputs: OutputStore
) -> None:
    store, base = VersionStore(open_workspace(str(studio.home)).objects), figures(400)
    grown = base.append({"customers": 60})
    rows: list[dict[str, list[dict[str, Any]]]] = []
    for dataset, expected in ((base, None), (grown, base.version)):
        store.save(dataset, expected=expected)
        studio.client.refresh()
        run, lines = studio.follow(studio.client.launch("figures"))
        assert run.status is RunStatus.SUCCESS, reasons(lines)
        states = {state.table: state for state in studio.client.assets("figures")}
        assert {name: state.rows for name, state in states.items()} == {
            table.name: table.rows for table in dataset.tables
        }
        checks = [check for state in states.values() for check in state.checks]
        assert {check.status for check in checks} == {"SUCCEEDED"}
        tables = [table.name for table in dataset.tables]
        rows.append({name: outputs.read("figures", name).to_table().to_pylist() for name in tables})
    before, after = rows
    for name, old in before.items():
        assert after[name][: len(old)] == old
        assert len(after[name]) > len(old)
    tiers = [row["tier"] for row in after["customers"][400:]]
    assert [tiers.count(tier) for tier in TIERS] == [6, 18, 36]
    assert {row["customer_id"] for row in after["visits"][len(before["visits"]) :]} == set(
        range(401, 461)
    )


def test_a_child_without_its_parent_is_warned_about_and_not_failed(studio: Studio) -> None:
    store = VersionStore(open_workspace(str(studio.home)).objects)
    orphaned = EXAMPLE.with_rows(20).model_copy(update={"name": "orphaned"})
    store.save(orphaned, expected=None)
    studio.client.refresh()
    run, lines = studio.follow(studio.client.launch("orphaned", ["books"]))
    assert run.status is RunStatus.SUCCESS, reasons(lines)
    states = {state.table: state for state in studio.client.assets("orphaned")}
    checks = {check.name: check for check in states["books"].checks}
    skipped = checks["foreign_key_author_id"]
    assert (skipped.status, skipped.severity) == ("FAILED", "WARN")
    assert "authors is not published" in skipped.detail
    assert checks["foreign_key_sequel_to"].status == "SUCCEEDED"


def test_what_failed_is_run_again(studio: Studio) -> None:
    edits = {"customers": {"rows": 1, "columns": [{"name": "x", "type": "integer"}]}}
    run_id = studio.client.launch("bookstore", ["publishers", "customers"], edits)
    run, _ = studio.follow(run_id)
    assert run.status is RunStatus.FAILURE
    again = studio.client.run(studio.client.rerun_failed(run_id))
    assert again.parent_run_id == run_id
    studio.follow(again.run_id)
    assert [found.run_id for found in studio.client.runs("bookstore", limit=2)] == [
        again.run_id,
        run_id,
    ]


def test_a_schedule_is_started_and_stopped(studio: Studio) -> None:
    assert not studio.client.schedule("bookstore").is_running
    studio.client.start_schedule("bookstore")
    assert studio.client.schedule("bookstore").next_at is not None
    studio.client.stop_schedule("bookstore")
    assert not studio.client.schedule("bookstore").is_running


def telemetry() -> Dataset:
    """A dataset whose only table is large enough to be made in shards."""
    sequence = {"name": "id", "type": "bigint", "generator": {"kind": "sequence"}}
    value = {"name": "value", "type": "double", "generator": {"kind": "normal"}}
    readings = {"name": "readings", "rows": FAN_OUT_ROWS, "columns": [sequence, value]}
    return dataset_from({"name": "telemetry", "tables": [readings]})


def shards_made(studio: Studio, run_id: str) -> int:
    steps = studio.client.run(run_id).steps
    return sum(".shard[" in step.key and step.status == "SUCCESS" for step in steps)


def is_from(outputs: OutputStore, table: str, run_id: str) -> bool:
    manifest = outputs.manifest("bookstore", table)
    return manifest is not None and manifest.run_id == run_id


def is_writing(studio: Studio, run_id: str) -> bool:
    return any(
        re.search(r": [\d,]+ of [\d,]+ rows", line.message) for line in all_lines(studio, run_id)
    )


def process_of(studio: Studio, run_id: str) -> int:
    found = (
        re.search(r"Started process for run \(pid: (\d+)\)", line.message)
        for line in all_lines(studio, run_id)
    )
    return next(int(match[1]) for match in found if match)


def all_lines(studio: Studio, run_id: str) -> tuple[LogLine, ...]:
    return studio.client.logs(run_id).lines


def reasons(lines: list[LogLine]) -> str:
    return "\n".join(
        line.message
        for line in lines
        if line.level in ("ERROR", "CRITICAL") or "FAILURE" in line.event
    )


@pytest.fixture
def talks(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Iterator[Conversations]:
    """The conversations of the studio's workspace, as its chat opens them."""
    monkeypatch.setenv("DATAFORGE_HOME", str(studio.home))
    monkeypatch.setenv("DATAFORGE_DAGSTER_PORT", str(studio.dagster_port))
    monkeypatch.setenv("DATAFORGE_LLM", "embedded")
    cached = (settings, studio_settings, agent_settings)
    for each in cached:
        each.cache_clear()
    yield conversations()
    for each in cached:
        each.cache_clear()


def test_generate_said_in_a_chat_makes_the_version_that_was_just_accepted(
    studio: Studio, outputs: OutputStore, talks: Conversations
) -> None:
    thread = talks.create().thread
    for prompt, rows in (("A clinic with 30 doctors", 30), ("halve the doctors", 15)):
        list(talks.send(thread, prompt))
        saved = list(talks.accept(thread))[-1]
        done = list(talks.send(thread, "generate it"))[-1]
        assert isinstance(saved, Done)
        assert isinstance(done, Done)
        assert done.run is not None, talks.history(thread)[-1].text
        run, lines = studio.follow(done.run)
        assert run.status is RunStatus.SUCCESS, reasons(lines)
        assert outputs.manifest(str(done.dataset), "doctors").rows == rows
        assert outputs.manifest(str(done.dataset), "doctors").spec_version == saved.version
