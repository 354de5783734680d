"""What a conversation decided stands on the assets of the version that it saved."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from agents.events import Done
from agents.orchestrator.local import RulePlanner
from assets.settings import settings
from dagster_project.catalogue import CatalogueComponent
from tests.fixtures.conversations import open_in

pytestmark = pytest.mark.filterwarnings("ignore::dagster.BetaWarning")
PROMPT = "A web shop with 200 customers, each with 1 to 3 orders; 5% of orders are returned"


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Done:
    """The end of a conversation that saved a shop in the workspace of the settings."""
    monkeypatch.setenv("DATAFORGE_HOME", str(tmp_path))
    settings.cache_clear()
    talks = open_in(tmp_path, RulePlanner())
    thread = talks.create().thread
    list(talks.send(thread, PROMPT))
    done = list(talks.accept(thread))[-1]
    assert isinstance(done, Done)
    return done


def _metadata(done: Done, tmp_path: Path, table: str) -> dict[str, Any]:
    state = tmp_path / "state"
    state.write_text(json.dumps({done.dataset: done.version}), encoding="utf-8")
    context = dg.ComponentTree.for_test().load_context
    made = CatalogueComponent().build_defs_from_state(context, state)
    store = dg.Definitions(resources={"outputs": dg.ResourceDefinition.none_resource()})
    graph = dg.Definitions.merge(made, store).resolve_asset_graph()
    return dict(graph.get(dg.AssetKey([str(done.dataset), table])).metadata)


def test_a_table_shows_the_decisions_on_it_with_the_words_of_the_prompt(
    saved: Done, tmp_path: Path
) -> None:
    shown = _metadata(saved, tmp_path, "orders")
    assert shown["prompt"] == PROMPT
    assert shown["conversation"]
    lines = str(shown["decisions"].value).splitlines()
    parts = [line.split(" | ")[0].removeprefix("| ") for line in lines[2:]]
    assert "orders.status" in parts
    assert "orders -> customers" in parts
    assert all(part == "the dataset" or part.startswith("orders") for part in parts)
    assert any("5% of orders are returned" in line for line in lines)


def test_a_damaged_file_of_reasons_takes_no_table_away(
    saved: Done, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (file,) = (tmp_path / "decisions").rglob("*.json")
    file.write_text("{", encoding="utf-8")
    with caplog.at_level(logging.ERROR):
        shown = _metadata(saved, tmp_path, "orders")
    assert "decisions" not in shown
    assert shown["spec version"] == saved.version
    assert "the reasons of this version are damaged" in caplog.text
