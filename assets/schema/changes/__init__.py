"""What the editor and the agents say to each other: typed changes between two specs."""

from __future__ import annotations

from assets.schema.changes.apply import apply
from assets.schema.changes.describe import describe
from assets.schema.changes.diff import diff
from assets.schema.changes.kinds import Change, changes_from

__all__ = ["Change", "apply", "changes_from", "describe", "diff"]
