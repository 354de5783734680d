"""Exports into plain folders."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assets.errors import GenerationError, NotFoundError, OutputError
from assets.outputs import swap
from assets.outputs.export import ExportJob, export_tables, open_export
from assets.outputs.manifest import Manifest

SCHEMA = pa.schema([("id", pa.int64()), ("run", pa.int64())])


def job(table: str, run: int, rows: int = 5) -> ExportJob:
    batch = pa.record_batch([pa.array(range(rows)), pa.array([run] * rows)], schema=SCHEMA)
    return ExportJob(table, SCHEMA, [batch], table_hash=f"hash of {table}")


def export(directory: Path, jobs: Iterable[ExportJob], kind: Any = "parquet") -> list[Manifest]:
    return export_tables(
        directory, jobs, dataset="shop", spec_version="v", run_id="r", seed=3, format=kind
    )


def tree(directory: Path) -> dict[str, bytes]:
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("kind", ["parquet", "csv", "jsonl"])
def test_tables_become_folders_of_their_own_name(tmp_path: Path, kind: str) -> None:
    out = tmp_path / "new" / "out"
    manifests = export(out, [job("Order Details", 1), job("kunden.größe", 2)], kind)
    assert [m.table for m in manifests] == ["Order Details", "kunden.größe"]
    assert sorted(path.name for path in out.iterdir()) == ["Order Details", "kunden.größe"]
    assert len(list((out / "Order Details").glob(f"*.{kind}"))) == 1
    assert (out / "Order Details" / "_manifest.json").is_file()
    tables = open_export(out)
    assert list(tables) == ["Order Details", "kunden.größe"]
    assert tables["Order Details"].to_table()["id"].to_pylist() == [0, 1, 2, 3, 4]
    assert manifests[0].table_hash == "hash of Order Details"
    assert (manifests[0].rows, manifests[0].seed, manifests[0].format) == (5, 3, kind)


def test_the_same_rows_leave_the_same_files(tmp_path: Path) -> None:
    names = []
    for folder in ("one", "other"):
        export(tmp_path / folder, [job("t", 1)])
        files = tree(tmp_path / folder)
        del files["t/_manifest.json"]
        names.append(files)
    assert names[0] == names[1]


def test_an_export_replaces_the_tables_it_holds_and_no_other(tmp_path: Path) -> None:
    export(tmp_path, [job("a", 1), job("b", 1)])
    export(tmp_path, [job("a", 2, rows=9)], "csv")
    assert [p.suffix for p in (tmp_path / "a").glob("part*")] == [".csv"]
    tables = open_export(tmp_path)
    assert tables["a"].to_table()["run"].to_pylist() == [2] * 9
    assert tables["b"].to_table()["run"].to_pylist() == [1] * 5


def test_a_failure_leaves_every_earlier_export(tmp_path: Path) -> None:
    export(tmp_path, [job("a", 1), job("b", 1)])
    before = tree(tmp_path)

    def failing() -> Iterable[pa.RecordBatch]:
        yield from job("b", 2).batches
        raise GenerationError("the rows ran out")

    with pytest.raises(GenerationError):
        export(tmp_path, [job("a", 2), ExportJob("b", SCHEMA, failing())])
    assert tree(tmp_path) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


@pytest.mark.parametrize("name", ["notes.txt", "part-00000.parquet", "_manifest.json"])
def test_a_folder_of_somebody_else_is_not_replaced(tmp_path: Path, name: str) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / name).write_text("mine")
    before = tree(tmp_path)
    with pytest.raises(OutputError, match=f"the folder holds '{name}'.*Move it away"):
        export(tmp_path, [job("a", 1), job("b", 1)])
    assert tree(tmp_path) == before


def test_a_file_that_somebody_laid_into_an_export_is_not_removed(tmp_path: Path) -> None:
    export(tmp_path, [job("a", 1)])
    (tmp_path / "a" / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"'notes\.txt'"):
        export(tmp_path, [job("a", 2)])
    assert open_export(tmp_path)["a"].to_table()["run"].to_pylist() == [1] * 5


def test_an_empty_folder_is_replaced_and_a_file_or_link_is_not(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    export(tmp_path, [job("a", 1)])
    (tmp_path / "b").write_text("mine")
    (tmp_path / "c").symlink_to(tmp_path / "a")
    for name in ("b", "c"):
        with pytest.raises(OutputError, match="not a folder of an export"):
            export(tmp_path, [job(name, 1)])
    assert (tmp_path / "b").read_text() == "mine"


@pytest.mark.parametrize("name", ["../evil", "/tmp/evil", ".hidden", "a/b", "", "a\0b"])
def test_a_hostile_name_reaches_no_path(tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    with pytest.raises(OutputError):
        export(out, [job(name, 1)])
    assert list(out.iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_a_directory_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(OutputError, match="out: File exists"):
        export(tmp_path / "out", [job("a", 1)])


def test_two_exports_do_not_share_a_folder(tmp_path: Path) -> None:
    def meanwhile() -> Iterable[pa.RecordBatch]:
        with pytest.raises(OutputError, match="another export is writing to this folder"):
            export(tmp_path, [job("b", 1)])
        yield from job("a", 1).batches

    export(tmp_path, [ExportJob("a", SCHEMA, meanwhile())])
    assert list(open_export(tmp_path)) == ["a"]


def test_what_a_killed_export_left_is_cleaned(tmp_path: Path) -> None:
    export(tmp_path, [job("a", 1)])
    leftover = tmp_path / ".dataforge-export-dead" / "a"
    leftover.mkdir(parents=True)
    (leftover / "part-00000.parquet").write_bytes(b"half")
    assert list(open_export(tmp_path)) == ["a"]
    export(tmp_path, [job("b", 1)])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_a_swap_that_was_cut_in_two_is_mended(tmp_path: Path) -> None:
    export(tmp_path, [job("a", 1)])
    dead = tmp_path / ".dataforge-export-dead"
    dead.mkdir()
    (tmp_path / "a").rename(dead / ".previous-a")  # then the process died
    export(tmp_path, [job("b", 1)])
    assert sorted(open_export(tmp_path)) == ["a", "b"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_folders_are_exchanged_in_one_step(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "label").write_text(name)
    if not swap.exchange(tmp_path / "one", tmp_path / "other"):
        pytest.skip("this filesystem cannot exchange two folders")
    assert (tmp_path / "one" / "label").read_text() == "other"
    with pytest.raises(OSError, match="No such file"):
        swap.exchange(tmp_path / "one", tmp_path / "missing")


def test_folders_are_exchanged_in_two_steps_elsewhere(tmp_path: Path) -> None:
    for name in ("new", "target"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "label").write_text(name)
    swap.two_renames(tmp_path / "new", tmp_path / "target", tmp_path / "aside")
    assert (tmp_path / "target" / "label").read_text() == "new"
    assert (tmp_path / "aside" / "label").read_text() == "target"
    with pytest.raises(OSError, match="No such file"):
        swap.two_renames(tmp_path / "new", tmp_path / "target", tmp_path / "elsewhere")
    assert (tmp_path / "target" / "label").read_text() == "new"


def test_a_reader_during_the_swap_never_sees_two_exports(tmp_path: Path) -> None:
    export(tmp_path, [job("a", 1)])
    for run in range(2, 6):
        listed = sorted((tmp_path / "a").glob("*.parquet"))
        export(tmp_path, [job("a", run)])
        assert not any(path.exists() for path in listed)  # an old name never opens new rows


def test_open_export_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="there is no such folder"):
        open_export(tmp_path / "missing")
    with pytest.raises(NotFoundError, match="no tables were exported here"):
        open_export(tmp_path)
    export(tmp_path, [job("a", 1)])
    (part,) = (tmp_path / "a").glob("*.parquet")
    data = part.read_bytes()
    part.write_bytes(data[:-1])
    with pytest.raises(OutputError, match=rf"has {len(data) - 1} bytes, its manifest says"):
        open_export(tmp_path)
    part.unlink()
    with pytest.raises(OutputError, match=f"the file {part.name} is missing"):
        open_export(tmp_path)
    (tmp_path / "a" / "_manifest.json").write_text("{}")
    with pytest.raises(OutputError, match="not a manifest"):
        open_export(tmp_path)


def test_a_relative_folder_is_opened_wherever_the_process_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    export(Path("out"), [job("a", 1)])
    tables = open_export(Path("out"))
    monkeypatch.chdir("/")
    assert tables["a"].count_rows() == 5


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="Permission denied"):
        export(tmp_path / "out", [job("a", 1)])


def test_the_files_are_what_other_programs_read(tmp_path: Path) -> None:
    export(tmp_path, [job("a", 1)])
    assert pq.read_table(tmp_path / "a").num_rows == 5
