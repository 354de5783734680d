"""The example that a new workspace opens with."""

from __future__ import annotations

from pathlib import Path

from assets.schema.formats import read_spec
from assets.schema.versions import VersionStore
from assets.workspace import Workspace

_SEEDED = "studio/seeded.json"


def seed_example(workspace: Workspace, example: Path) -> bool:
    """Save the example's spec when the workspace has no dataset and never had this example.

    Who removes the example does not get it again. Returns whether it was saved. Raises SpecError.
    """
    store = VersionStore(workspace.objects)
    if workspace.objects.get(_SEEDED) is not None:
        return False
    is_new = not store.datasets()
    if is_new:
        store.save(read_spec(example), expected=None, message="The example of a new workspace")
    workspace.objects.put(_SEEDED, b"{}\n")
    return is_new
