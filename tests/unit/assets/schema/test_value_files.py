"""Pools of texts in files beside the spec."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets.errors import SpecError
from assets.schema.formats import from_text, read_spec
from assets.tables.engine import preview

SPEC = """
name: shop
tables:
  - name: books
    columns:
      - {name: title, type: text, generator: {kind: pool, values_file: FILE}}
"""


def written(folder: Path, name: str, text: str) -> Path:
    (folder / "titles").mkdir(exist_ok=True)
    (folder / "titles" / name).write_text(text, encoding="utf-8")
    spec = folder / "spec.yaml"
    spec.write_text(SPEC.replace("FILE", f"titles/{name}"), encoding="utf-8")
    return spec


@pytest.mark.parametrize(
    ("name", "text"),
    [("t.txt", "\ufeffDune\n\n Emma \nDune\n"), ("t.json", '["Dune", "Emma"]')],
)
def test_the_texts_become_part_of_the_spec(tmp_path: Path, name: str, text: str) -> None:
    dataset = read_spec(written(tmp_path, name, text))
    assert dataset == from_text(SPEC.replace("values_file: FILE", "values: [Dune, Emma]"))
    assert set(preview(dataset, "books")["title"].to_pylist()) == {"Dune", "Emma"}


@pytest.mark.parametrize(
    ("name", "text", "match"),
    [
        ("t.json", '["Dune"', "is not JSON"),
        ("t.json", '{"a": 1}', "no JSON list of texts"),
        ("t.txt", "\n \n", "values: List should have at least 1 item"),
    ],
)
def test_a_file_that_is_no_list_is_refused(
    tmp_path: Path, name: str, text: str, match: str
) -> None:
    with pytest.raises(SpecError, match=match):
        read_spec(written(tmp_path, name, text))


@pytest.mark.parametrize("name", ["../secret.txt", "/etc/passwd", "titles/out.txt", "nowhere.txt"])
def test_no_file_elsewhere_is_read(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "specs"
    (folder / "titles").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (folder / "titles" / "out.txt").symlink_to(tmp_path / "secret.txt")
    spec = folder / "spec.yaml"
    spec.write_text(SPEC.replace("FILE", name), encoding="utf-8")
    with pytest.raises(SpecError, match=r"leads out of|cannot be read"):
        read_spec(spec)


def test_a_text_has_no_files_beside_it() -> None:
    with pytest.raises(SpecError, match="only read beside a spec"):
        from_text(SPEC)
