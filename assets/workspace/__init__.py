"""Where everything is kept: a folder or an S3 prefix, as small objects and as a filesystem."""

from __future__ import annotations

from assets.workspace.objects import ObjectStore, StoredObject
from assets.workspace.workspace import Workspace, open_workspace

__all__ = ["ObjectStore", "StoredObject", "Workspace", "open_workspace"]
