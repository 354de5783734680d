"""Why each version that a conversation saved is as it is, kept beside the versions."""

from __future__ import annotations

from pydantic import ValidationError

from agents.proposal import Decision
from assets.errors import OutputError
from assets.schema.base import SpecModel
from assets.schema.dataset import Dataset
from assets.workspace.objects import ObjectStore


class Reasons(SpecModel):
    """The ``decisions`` of a version, and the prompt and conversation that they came from."""

    prompt: str
    thread: str
    decisions: list[Decision]


class DecisionStore:
    """``decisions/shop/1f0c….json`` in the workspace: one object for each version."""

    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects

    def keep(self, dataset: Dataset, reasons: Reasons) -> None:
        """Keep the reasons of the version that ``dataset`` is or will be saved as."""
        data = reasons.model_dump_json(indent=1).encode()
        self._objects.put(_key(dataset.name, dataset.version), data)

    def get(self, dataset: str, version: str) -> Reasons | None:
        """The reasons of a version, None when no conversation made it.

        Raises OutputError when they are damaged.
        """
        found = self._objects.get(_key(dataset, version))
        if found is None:
            return None
        try:
            return Reasons.model_validate_json(found.data)
        except ValidationError as error:
            raise OutputError(
                "the reasons of this version are damaged",
                where=_key(dataset, version),
                repair="remove the file; the version itself is whole",
            ) from error


def _key(dataset: str, version: str) -> str:
    return f"decisions/{dataset}/{version}.json"
