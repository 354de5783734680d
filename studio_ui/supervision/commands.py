"""The processes of the studio and how each is started, those that others need first."""

from __future__ import annotations

import sys

from assets.workspace import Workspace
from studio_ui.settings import StudioSettings
from studio_ui.supervision.child import Child
from studio_ui.supervision.files import APP, LOCATION, Files
from studio_ui.supervision.leftovers import MARK, own_mark

CODE_SERVER = "code server"
_MAKE_DATABASES = "from dagster import DagsterInstance; DagsterInstance.get().dispose()"


def initialiser(settings: StudioSettings, workspace: Workspace, files: Files) -> Child:
    """Makes Dagster's databases and ends. Several processes that make them at once spoil them."""
    return Child(
        "set-up of Dagster's databases",
        [sys.executable, "-c", _MAKE_DATABASES],
        log=files.log("dagster-databases"),
        environment=_shared(settings, workspace, files),
    )


def children(settings: StudioSettings, workspace: Workspace, files: Files) -> list[Child]:
    """Code server, webserver, daemon, studio: stopped in the reverse order."""
    shared = _shared(settings, workspace, files)
    # Makes each load of the code location take the catalogue as it is, the very first one too.
    code_server = {**shared, "DAGSTER_IS_DEV_CLI": "1"}
    return [
        Child(
            CODE_SERVER,
            [
                *_module("dagster", "code-server", "start"),
                *("--socket", str(files.socket)),
                *("--module-name", "dagster_project.definitions"),
                *("--location-name", LOCATION),
            ],
            log=files.log("code-server"),
            environment=code_server,
        ),
        Child(
            "Dagster webserver",
            [
                *_module("dagster_webserver"),
                *("--host", settings.host, "--port", str(settings.dagster_port)),
                *("--workspace", str(files.workspace_yaml)),
            ],
            log=files.log("dagster-webserver"),
            environment=shared,
        ),
        Child(
            "Dagster daemon",
            [*_module("dagster._daemon", "run"), "--workspace", str(files.workspace_yaml)],
            log=files.log("dagster-daemon"),
            environment=shared,
        ),
        Child(
            "studio",
            [
                *_module("studio_ui.server", "run", str(APP)),
                *("--server.address", settings.host, "--server.port", str(settings.studio_port)),
                *("--server.headless", "true", "--browser.gatherUsageStats", "false"),
                *("--server.fileWatcherType", "none"),
            ],
            log=files.log("studio"),
            environment=shared,
        ),
    ]


def _shared(settings: StudioSettings, workspace: Workspace, files: Files) -> dict[str, str]:
    return {
        MARK: own_mark(files.state),
        "DAGSTER_HOME": str(files.dagster_home),
        "DATAFORGE_HOME": workspace.uri,
        "DATAFORGE_HOST": settings.host,
        "DATAFORGE_STUDIO_PORT": str(settings.studio_port),
        "DATAFORGE_DAGSTER_PORT": str(settings.dagster_port),
        "PYTHONUNBUFFERED": "1",
    }


def _module(name: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", name, *arguments]
