"""The folder in which the files of models are kept."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from agents.local.pinned import PinnedModel
from assets.errors import ConflictError, NotFoundError


@dataclass(frozen=True)
class Shelf:
    """Models in ``folder``. A file under a model's name is whole and was verified."""

    folder: Path

    def file(self, model: PinnedModel) -> Path:
        """Where a model's file is once it is there."""
        return self.folder / f"{model.name}.gguf"

    def staged(self, model: PinnedModel) -> Path:
        """Where the parts of a model are kept until all of them have come."""
        return self.folder / f".{model.name}.parts"

    @contextmanager
    def hold(self, model: PinnedModel) -> Iterator[None]:
        """The one who may change what is here of a model; the system takes it from a process that
        dies. Raises ConflictError when it is somebody else."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / f".{model.name}.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise ConflictError(
                    f"{model.name} is being pulled by another process", repair="wait for it to end"
                ) from error
            yield

    def has(self, model: PinnedModel) -> bool:
        """Whether a model is there."""
        return self.file(model).is_file()

    def remove(self, model: PinnedModel) -> int:
        """Delete a model and what came of it; the bytes that this frees.

        Raises NotFoundError where there is nothing of it, ConflictError while it is pulled.
        """
        with self.hold(model):
            return self._removed(model)

    def _removed(self, model: PinnedModel) -> int:
        staged, file = self.staged(model), self.file(model)
        parts = list(staged.rglob("*")) if staged.is_dir() else []
        found = [path for path in (file, *parts) if path.is_file()]
        if not found:
            raise NotFoundError(
                f"the model {model.name} is not in {self.folder}",
                repair="dataforge models list shows what is there",
            )
        freed = sum(path.stat().st_size for path in found)
        file.unlink(missing_ok=True)
        shutil.rmtree(staged, ignore_errors=True)
        return freed
