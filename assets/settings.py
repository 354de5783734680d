"""The settings of ``assets``: environment variables ``DATAFORGE_*``, or a ``.env`` file."""

from __future__ import annotations

from functools import cache

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assets.errors import SettingsError


class Settings(BaseSettings):
    """What a person can set. ``home`` is a folder or ``s3://bucket/prefix``."""

    model_config = SettingsConfigDict(env_prefix="DATAFORGE_", env_file=".env", extra="ignore")

    home: str = Field(default=".dataforge", min_length=1)
    workers: int = Field(
        default=0, ge=0, le=256, description="threads that make rows; 0: all cores"
    )
    max_rows: int = Field(default=1_000_000_000, ge=1, description="rows of one table")
    max_tables: int = Field(default=500, ge=1, description="tables of one dataset")
    max_columns: int = Field(default=500, ge=1, description="columns of one table")
    max_output_bytes: int = Field(
        default=10**12, ge=1, description="files of one dataset, as estimated before a run"
    )
    query_row_limit: int = Field(default=10_000, ge=1)
    query_timeout_seconds: float = Field(default=30.0, gt=0)
    query_memory_limit: str = Field(default="1GB", pattern=r"^\d+(\.\d+)?(MB|GB)$")
    staging_grace_seconds: float = Field(default=3_600.0, ge=0)


@cache
def settings() -> Settings:
    """The settings, read once a process.

    Raises SettingsError when a variable has an unusable value.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "DATAFORGE_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(
            f"{name} is {first['input']!r}: {first['msg']}",
            repair=f"set {name} to another value, or unset it",
        ) from error
