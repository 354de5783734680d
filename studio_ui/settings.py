"""The settings of ``studio_ui``: environment variables ``DATAFORGE_*``, or a ``.env`` file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assets.errors import SettingsError


class StudioSettings(BaseSettings):
    """Where the studio and its Dagster listen, and where Dagster is when it runs elsewhere.

    ``dagster_url`` is the webserver's address as this process reaches it, ``dagster_public_url``
    as a browser does; empty means the Dagster that the studio starts on this machine.
    """

    model_config = SettingsConfigDict(env_prefix="DATAFORGE_", env_file=".env", extra="ignore")

    host: str = Field(default="127.0.0.1", min_length=1)
    studio_port: int = Field(default=8501, ge=1, le=65_535)
    dagster_port: int = Field(default=3000, ge=1, le=65_535)
    dagster_url: str = ""
    dagster_public_url: str = ""

    @property
    def studio_address(self) -> str:
        return f"http://{_reachable(self.host)}:{self.studio_port}"

    @property
    def dagster_address(self) -> str:
        return self.dagster_url or f"http://{_reachable(self.host)}:{self.dagster_port}"


@cache
def studio_settings() -> StudioSettings:
    """The settings, read once a process. Raises SettingsError for an unusable value."""
    try:
        return StudioSettings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "DATAFORGE_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(
            f"{name} is {first['input']!r}: {first['msg']}",
            repair=f"set {name} to another value, or unset it",
        ) from error


def child_environment(own: Mapping[str, str]) -> dict[str, str]:
    """The environment for a process that the studio starts: ours with ``own`` over it."""
    return {**os.environ, **own}


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104  # compared, not bound
