"""``dataforge generate --append`` leaves what the spec with its appends would be made into."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable

from assets.outputs.export import exported, open_export
from assets.schema.formats import read_spec, to_yaml
from assets.tables.engine import Engine
from studio_ui.command_line.main import run
from tests.fixtures.appends import school
from tests.fixtures.figures import figures

FORMATS = ["parquet", "csv", "jsonl", "sql", "copy", "avro", "delta"]


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "school.yaml"
    path.write_text(to_yaml(school()))
    return path


def generate(spec: Path, out: Path, *words: str) -> int:
    return run(["generate", str(spec), "--out", str(out), *words])


def data_files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.name not in ("_manifest.json", "_spec.yaml")
        and path.parent.name != "_delta_log"  # which holds a random id and the time
    }


def appended(spec: Path, out: Path, *words: str) -> None:
    assert generate(spec, out, *words) == 0
    assert generate(spec, out, "--append", "12") == 0
    assert generate(spec, out, "--append", "7", "--table", "students") == 0


@pytest.mark.parametrize("kind", FORMATS)
def test_a_folder_appended_to_is_one_of_the_spec_with_appends(
    spec: Path, tmp_path: Path, kind: str
) -> None:
    appended(spec, tmp_path / "grown", "--format", kind)
    assert generate(tmp_path / "grown/_spec.yaml", tmp_path / "anew", "--format", kind) == 0
    assert data_files(tmp_path / "grown") == data_files(tmp_path / "anew")
    for grown, anew in zip(exported(tmp_path / "grown"), exported(tmp_path / "anew"), strict=True):
        same = {"run_id": "", "created_at": anew.created_at}
        assert grown.model_copy(update=same) == anew.model_copy(update=same)
    assert read_spec(tmp_path / "grown/_spec.yaml").appends == [
        {"students": 12, "courses": 12, "profiles": 12, "enrollments": 12},
        {"students": 7},
    ]


def test_a_delta_table_appended_to_is_read_by_its_own_library(spec: Path, tmp_path: Path) -> None:
    appended(spec, tmp_path / "grown", "--format", "delta")
    dataset = read_spec(tmp_path / "grown/_spec.yaml")
    engine = Engine(dataset)
    for table in dataset.tables:
        found = DeltaTable(tmp_path / "grown" / table.name)
        assert len(found.file_uris()) > 1
        rows = found.to_pyarrow_table().to_pylist()
        wanted = pa.Table.from_batches(engine.chunks(table.name)).to_pylist()
        assert sorted(map(repr, rows)) == sorted(map(repr, wanted))


def test_exact_figures_are_appended_to_a_folder(spec: Path, tmp_path: Path) -> None:
    spec.write_text(to_yaml(figures()))
    for words in ([], ["--append", "13"], ["--append", "1"]):
        assert generate(spec, tmp_path / "grown", *words) == 0
    assert generate(tmp_path / "grown/_spec.yaml", tmp_path / "anew") == 0
    assert data_files(tmp_path / "grown") == data_files(tmp_path / "anew")
    customers = open_export(tmp_path / "grown")["customers"].to_table().to_pydict()
    assert customers["tier"][40:53].count("bronze") == 8
    assert sum(customers["score"][40:53]) in range(160, 166)  # 12.5 each, by tier


def test_partitions_grow_too(spec: Path, tmp_path: Path) -> None:
    words = ("--partition-by", "course_id")
    appended(spec, tmp_path / "grown", *words)
    assert generate(tmp_path / "grown/_spec.yaml", tmp_path / "anew", *words) == 0
    assert data_files(tmp_path / "grown") == data_files(tmp_path / "anew")


def test_old_files_stay_the_same_files(spec: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert generate(spec, out) == 0
    before = {path: path.stat() for path in out.rglob("*.parquet")}
    assert generate(spec, out, "--append", "5") == 0
    for path, stat in before.items():
        now = path.stat()
        assert (now.st_ino, now.st_mtime_ns, now.st_size) == (
            stat.st_ino,
            stat.st_mtime_ns,
            stat.st_size,
        )
    assert len(list(out.rglob("*.parquet"))) == 2 * len(before)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--append", "5", "--seed", "9"], "were made with the seed 1, this is 9"),
        (["--append", "5", "--rows", "30"], "version"),
        (["--append", "0"], "Append 1 row or more"),
        (["--append", "5", "--format", "csv"], "is parquet, not csv"),
        (["--append", "5", "--format", "sqlite"], "dataforge load --append"),
        (["--append", "5", "--range", "0:3"], "Leave out --range"),
        (["--append", "5", "--table", "lines"], "Append to students: the rows of lines follow"),
        (["--append", "500", "--table", "profiles"], "only 40 different"),
    ],
)
def test_what_cannot_be_appended_changes_nothing(
    spec: Path, tmp_path: Path, words: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert generate(spec, out) == 0
    before = data_files(out)
    assert generate(spec, out, *words) == 2
    assert problem in capsys.readouterr().err
    assert data_files(out) == before


def test_a_range_cannot_be_appended_to(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generate(spec, tmp_path / "out", "--table", "students", "--range", "0:10") == 0
    assert generate(spec, tmp_path / "out", "--append", "5") == 2
    assert "holds 10 of the table's 40 rows" in capsys.readouterr().err


def test_an_append_that_was_stopped_half_way_is_finished_by_the_same_one(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, out = tmp_path / "whole", tmp_path / "out"
    for folder in (whole, out):
        assert generate(spec, folder) == 0
        assert generate(spec, folder, "--append", "3") == 0
    assert generate(spec, whole, "--append", "5") == 0
    for table in ("students", "invoices"):  # what a kill between two tables leaves
        shutil.rmtree(out / table)
        shutil.copytree(whole / table, out / table)
    assert generate(spec, out, "--append", "6") == 2
    assert "stopped half-way, of 5 to students" in capsys.readouterr().err
    assert generate(spec, out, "--append", "5") == 0
    assert data_files(out) == data_files(whole)


@pytest.mark.parametrize("scheme", ["sqlite", "duckdb"])
def test_a_database_is_appended_to_again_and_again(
    spec: Path, tmp_path: Path, scheme: str, capsys: pytest.CaptureFixture[str]
) -> None:
    url, saved = f"{scheme}:///{tmp_path}/school.db", tmp_path / "grown.yaml"
    assert run(["load", str(spec), url, "--create"]) == 0
    words = ["--append", "6", "--save-spec", str(saved)]
    assert run(["load", str(spec), url, *words]) == 0
    assert run(["load", str(spec), url, *words]) == 2
    assert "holds 46 rows, and the spec has 40" in capsys.readouterr().err
    assert run(["load", str(saved), url, "--append", "4", "--table", "students"]) == 0
    out = capsys.readouterr().out
    assert "students" in out
    assert "lines" in out
    assert "courses" not in out
