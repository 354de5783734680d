"""The files that the studio's processes are started with."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from assets.errors import SettingsError
from assets.workspace import Workspace

LOCATION = "dataforge"
_ROOT = Path(__file__).resolve().parents[2]
_TEMPLATE = _ROOT / "dagster_project" / "instance" / "local.yaml"
APP = _ROOT / "studio_ui" / "app.py"
EXAMPLE = _ROOT / "examples" / "bookstore.yaml"


@dataclass(frozen=True)
class Files:
    """Where the studio keeps its own files. ``socket`` is outside, since its path must be short."""

    state: Path
    socket: Path

    @property
    def dagster_home(self) -> Path:
        return self.state / "dagster"

    @property
    def workspace_yaml(self) -> Path:
        return self.dagster_home / "workspace.yaml"

    @property
    def databases_made(self) -> Path:
        """Exists once Dagster's databases are complete."""
        return self.dagster_home / "databases-made"

    @property
    def lock(self) -> Path:
        return self.state / "studio.lock"

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"


def files_of(workspace: Workspace) -> Files:
    """The files for a workspace: in it, or in ``.dataforge`` here when it is on S3.

    Raises SettingsError when the folder for sockets belongs to somebody else.
    """
    state = (workspace.local_path or Path(".dataforge")).resolve()
    folder = Path(tempfile.gettempdir()) / f"dataforge-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise SettingsError(
            f"the folder {folder} belongs to another user",
            repair="have it removed, or set TMPDIR to a folder of your own",
        )
    return Files(state, folder / f"{hashlib.sha256(str(state).encode()).hexdigest()[:16]}.sock")


def write_instance(files: Files) -> None:
    """Write Dagster's configuration anew; what it has stored stays."""
    files.dagster_home.mkdir(parents=True, exist_ok=True)
    target = files.dagster_home / "dagster.yaml"
    target.write_text(_TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")
    files.workspace_yaml.write_text(
        "load_from:\n"
        "  - grpc_server:\n"
        f"      socket: {files.socket}\n"
        f"      location_name: {LOCATION}\n",
        encoding="utf-8",
    )
