"""A workspace and a Dagster for the screens, and the app over both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assets.outputs.store import OutputStore
from assets.schema.versions import VersionStore
from assets.settings import settings
from assets.tables.engine import Engine
from assets.workspace import open_workspace
from studio_ui.settings import studio_settings
from tests.fixtures.studio import free_port
from tests.screens.loopback_dagster import LoopbackDagster, serving
from tests.screens.reading import small_shop

APP = Path(__file__).parents[2] / "studio_ui" / "app.py"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty workspace, and no Dagster anywhere."""
    monkeypatch.setenv("DATAFORGE_HOME", str(tmp_path / "workspace"))
    monkeypatch.setenv("DATAFORGE_DAGSTER_URL", f"http://127.0.0.1:{free_port()}")
    for cached in (settings, studio_settings):
        cached.cache_clear()
    yield tmp_path / "workspace"
    for cached in (settings, studio_settings):
        cached.cache_clear()


@pytest.fixture
def versions(home: Path) -> VersionStore:
    """The versions of a workspace that holds the shop."""
    store = VersionStore(open_workspace(str(home)).objects)
    store.save(small_shop(), expected=None, message="The first")
    return store


@pytest.fixture
def published(home: Path, versions: VersionStore) -> OutputStore:
    """The outputs of the shop's tables, 1,000 rows each."""
    dataset = versions.load("shop")
    store = OutputStore(open_workspace(str(home)).filesystem)
    engine = Engine(dataset)
    for table in dataset.tables:
        with store.stage(
            "shop",
            table.name,
            run_id="run",
            spec_version=dataset.version,
            table_hash=dataset.table_hash(table.name),
            seed=dataset.seed,
        ) as staging:
            staging.write(engine.chunks(table.name), engine.schema(table.name))
            staging.publish()
    return store


@pytest.fixture
def dagster(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackDagster]:
    """A Dagster that is ready and has no runs."""
    with serving(LoopbackDagster()) as dagster:
        monkeypatch.setenv("DATAFORGE_DAGSTER_URL", f"http://127.0.0.1:{dagster.port}")
        studio_settings.cache_clear()
        yield dagster


@pytest.fixture
def open_app(home: Path) -> Callable[..., AppTest]:
    """Opens the app in a browser tab of its own, on a screen, with query parameters."""

    def open_on(screen: str = "schema", **parameters: str) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=60)
        for name, value in parameters.items():
            app.query_params[name] = value
        app.run()
        if screen != "chat":
            app.switch_page(f"screens/{screen}.py").run()
        assert not app.exception, app.exception
        return app

    return open_on
