"""What a writer is given, and what it offers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from assets.outputs.job import ExportJob
from assets.schema.dataset import Dataset


@dataclass(frozen=True)
class Target:
    """What SQL needs to know besides the columns: the table's name, and the dialect."""

    table: str = ""
    dialect: str = "postgres"


class Writer(Protocol):
    """Writes blocks to an open file, which it leaves open."""

    def write(self, block: pa.Table) -> None: ...

    def close(self) -> None: ...


MakeWriter = Callable[[Any, pa.Schema, Target], Writer]


@dataclass(frozen=True)
class Written:
    """The rows written of each job, in their order, and what a person should know of the file."""

    rows: list[int]
    notes: list[str] = field(default_factory=list)


WriteFile = Callable[[Path, Dataset, Sequence[ExportJob]], Written]
"""Writes all jobs to a new file. The dataset has the jobs' tables, and the keys among them."""
