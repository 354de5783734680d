"""The states of the catalogue, kept in the workspace: on local files and on S3 alike."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from dagster._core.storage.defs_state.base import DEFS_STATE_INFO_CURSOR_KEY, DefsStateStorage
from dagster._serdes import ConfigurableClass, ConfigurableClassData
from dagster_shared.serdes import deserialize_value, serialize_value
from dagster_shared.serdes.objects.models.defs_state_info import DefsStateInfo

from assets.errors import NotFoundError
from assets.settings import settings
from assets.workspace import ObjectStore, open_workspace

_FOLDER = "dagster/states"


class WorkspaceStateStorage(DefsStateStorage[Any], ConfigurableClass):
    """Keeps each version of a state as an object of the workspace, and which one is the latest in
    Dagster's own storage. Named in the instance's ``defs_state_storage``; takes no config."""

    def __init__(self, inst_data: ConfigurableClassData | None = None) -> None:
        self._inst_data = inst_data

    @property
    def inst_data(self) -> ConfigurableClassData | None:
        return self._inst_data

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        return {}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> Self:
        return cls(inst_data=inst_data, **config_value)

    def download_state_to_path(self, key: str, version: str, path: Path) -> None:
        found = self._objects.get(self._object_key(key, version))
        if found is None:
            raise NotFoundError(
                f"the state {version} of {key} is not in the workspace",
                where=settings().home,
                repair="refresh the catalogue, and launch the run again",
            )
        path.write_bytes(found.data)

    def upload_state_from_path(self, key: str, version: str, path: Path) -> None:
        self._objects.put(self._object_key(key, version), path.read_bytes())
        self.set_latest_version(key, version)

    def get_latest_defs_state_info(self) -> DefsStateInfo | None:
        stored = self._instance.run_storage.get_cursor_values({DEFS_STATE_INFO_CURSOR_KEY})
        text = stored.get(DEFS_STATE_INFO_CURSOR_KEY)
        return deserialize_value(text, DefsStateInfo) if text else None

    def set_latest_version(self, key: str, version: str | None) -> None:
        current = self.get_latest_defs_state_info()
        latest = (
            DefsStateInfo.remove_key(current, key)
            if version is None
            else DefsStateInfo.add_version(current, key, version)
        )
        values = {DEFS_STATE_INFO_CURSOR_KEY: serialize_value(latest)}
        self._instance.run_storage.set_cursor_values(values)

    @cached_property
    def _objects(self) -> ObjectStore:
        return open_workspace(settings().home).objects

    def _object_key(self, key: str, version: str) -> str:
        return f"{_FOLDER}/{self._sanitize_key(key)}/{version}.json"
