"""The settings of ``dagster_project``: environment variables, or a ``.env`` file."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assets.errors import SettingsError


class DagsterSettings(BaseSettings):
    """How runs are executed, and what a run's own process is told about itself.

    ``run_job_name`` and ``run_step_key`` are set by launchers that give each run its own pod.
    """

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", populate_by_name=True)

    executor: Literal["in_process", "multiprocess"] = Field(
        default="in_process", validation_alias="DATAFORGE_EXECUTOR"
    )
    asset_owner: str = Field(
        default="team:data", pattern=r"^team:.+|.+@.+$", validation_alias="DATAFORGE_ASSET_OWNER"
    )
    run_job_name: str = Field(default="", validation_alias="DAGSTER_RUN_JOB_NAME")
    run_step_key: str = Field(default="", validation_alias="DAGSTER_RUN_STEP_KEY")


@cache
def dagster_settings() -> DagsterSettings:
    """The settings, read once a process. Raises SettingsError for an unusable value."""
    try:
        return DagsterSettings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        raise SettingsError(
            f"{name} is {first['input']!r}: {first['msg']}",
            repair=f"set {name} to another value, or unset it",
        ) from error
