"""The workspace: the one place below which specs, uploads and outputs are kept."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assets.errors import SettingsError
from assets.workspace.local import LocalObjects
from assets.workspace.objects import ObjectStore

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_SETTING = "DATAFORGE_HOME"
_REPAIR = f"set {_SETTING} to a folder that you may write to, or to s3://bucket/prefix"


@dataclass(frozen=True)
class Workspace:
    """An open workspace.

    ``filesystem`` is rooted at it, so paths are relative: ``outputs/shop``. ``objects`` sees the
    same files. ``local_path`` is the folder, or None when the workspace is on S3.
    """

    uri: str
    objects: ObjectStore
    filesystem: FileSystem
    local_path: Path | None


def open_workspace(home: str) -> Workspace:
    """The workspace at ``home``: a folder, made where it is missing, or ``s3://bucket/prefix``.

    Raises SettingsError when it cannot be read and written.
    """
    if home.startswith("s3://"):
        return _open_s3(home)
    if _SCHEME.match(home):
        scheme = home.partition("://")[0]
        raise _unusable(f"{scheme}://…", f"{scheme}:// is not supported")
    return _open_folder(home)


def _open_folder(home: str) -> Workspace:
    if not home.strip() or "\0" in home:
        raise _unusable(home, "it is not the name of a folder")
    try:
        root = Path(home).expanduser().resolve()
        root.mkdir(parents=True, exist_ok=True)
        probe = root / f".{uuid.uuid4().hex}.tmp"
        probe.write_bytes(b"")
        probe.unlink()
    except FileExistsError as error:
        raise _unusable(home, "it is a file, not a folder") from error
    except (OSError, RuntimeError) as error:  # RuntimeError: ~ of an unknown user, a loop of links
        raise _unusable(home, getattr(error, "strerror", None) or str(error)) from error
    from pyarrow.fs import LocalFileSystem, SubTreeFileSystem

    filesystem = SubTreeFileSystem(str(root), LocalFileSystem())
    return Workspace(str(root), LocalObjects(root), filesystem, root)


def _open_s3(home: str) -> Workspace:
    bucket, _, prefix = home.removeprefix("s3://").partition("/")
    shown = f"s3://{bucket.rpartition('@')[2]}/{prefix}".rstrip(
        "/"
    )  # never credentials that stand before @
    prefix = prefix.strip("/")
    if not _BUCKET.fullmatch(bucket):
        raise _unusable(shown, "the name of the bucket is missing or not one of S3's")
    if any(step in ("", ".", "..") for step in prefix.split("/")) and prefix:
        raise _unusable(shown, "its prefix has an empty step, or one of dots")
    from botocore.exceptions import BotoCoreError, ClientError
    from pyarrow.fs import SubTreeFileSystem

    from assets.workspace import s3, s3_clients

    root = f"{bucket}/{prefix}".rstrip("/")
    try:
        client, arrow = s3_clients.connect(bucket)
        filesystem = SubTreeFileSystem(root, arrow)
        filesystem.get_file_info("specs")  # Arrow's own client must reach the bucket as well
    except (ClientError, BotoCoreError) as error:
        raise _unusable(shown, s3.reason(error)) from error
    except (OSError, ValueError) as error:
        raise _unusable(shown, str(error)) from error
    return Workspace(f"s3://{root}", s3.S3Objects(client, bucket, prefix), filesystem, None)


def _unusable(home: str, why: str) -> SettingsError:
    return SettingsError(
        f"the workspace {home[:200]!r} cannot be used: {why}", where=_SETTING, repair=_REPAIR
    )
