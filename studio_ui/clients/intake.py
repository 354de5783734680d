"""A file that a person uploaded, read into a dataset."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assets.intake.result import Intake


def read_ddl_upload(name: str, data: bytes, dialect: str | None) -> Intake:
    """The dataset of an uploaded file of SQL DDL; its dialect is guessed where none is given.

    Raises IntakeError.
    """
    from assets.intake.ddl import read_ddl_file

    with TemporaryDirectory() as folder:
        path = Path(folder) / (PurePosixPath(name).name or "schema.sql")
        path.write_bytes(data)
        return read_ddl_file(path, dialect=dialect)
