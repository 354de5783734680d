"""``dataforge changes``: numbered files of events that can be continued."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from assets.outputs.export import exported
from assets.schema.formats import to_yaml
from studio_ui.command_line.main import run
from tests.properties.test_change_stream_properties import stock


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "stock.yaml"
    path.write_text(to_yaml(stock(60, 1, 2, 7, 1)))
    return path


def changes(spec: Path, out: Path, *words: str) -> int:
    return run(["changes", str(spec), "--table", "items", "--out", str(out), *words])


def lines(out: Path) -> list[str]:
    (manifest,) = exported(out)
    folder = out / manifest.table
    return [
        line for entry in manifest.files for line in (folder / entry.path).read_text().splitlines()
    ]


def test_files_continue_one_another(spec: Path, tmp_path: Path) -> None:
    whole, parts, alone = tmp_path / "whole", tmp_path / "parts", tmp_path / "alone"
    assert changes(spec, whole, "--events", "500") == 0
    assert changes(spec, parts, "--events", "300", "--files", "3") == 0
    assert changes(spec, parts, "--events", "200", "--files", "2", "--from", "300") == 0
    assert lines(parts) == lines(whole)
    assert [entry.rows for entry in exported(parts)[0].files] == [100] * 5
    assert changes(spec, alone, "--events", "70", "--from", "333") == 0
    assert lines(alone) == lines(whole)[333:403]
    event = json.loads(lines(whole)[0])
    assert list(event) == ["event", "op", "ts", "ts_ms", "key", "before", "after"]


@pytest.mark.parametrize("kind", ["csv", "parquet", "avro"])
def test_other_formats_hold_the_same_events(spec: Path, tmp_path: Path, kind: str) -> None:
    assert changes(spec, tmp_path / "out", "--events", "90", "--format", kind) == 0
    (manifest,) = exported(tmp_path / "out")
    assert (manifest.table, manifest.rows, manifest.format) == ("items_changes", 90, kind)
    if kind == "parquet":
        place = tmp_path / "out" / "items_changes" / manifest.files[0].path
        query = f"SELECT count(*) FROM '{place}' WHERE (op = 'd') = (after IS NULL)"
        assert duckdb.sql(query).fetchall() == [(90,)]


def test_the_options_say_when_it_begins_and_how_fast(spec: Path, tmp_path: Path) -> None:
    words = ("--start", "2030-05-01", "--rate", "60")
    assert changes(spec, tmp_path / "out", "--events", "60", *words) == 0
    stamps = [json.loads(line)["ts"] for line in lines(tmp_path / "out")]
    assert stamps == sorted(stamps)
    assert stamps[0].startswith("2030-05-01T00:")
    assert stamps[-1].startswith("2030-05-01T00:5")


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--events", "50", "--from", "10"], "it ends before 100, and 10 is to come next"),
        (["--events", "50", "--from", "100", "--format", "csv"], "it holds jsonl"),
        (["--events", "50", "--from", "100", "--rate", "5"], "version"),
        (["--events", "5", "--files", "9"], "do not fill"),
        (["--events", "0"], "do not fill"),
        (["--events", "50", "--table", "nope"], "there is no table"),
    ],
)
def test_what_cannot_be_changes_nothing(
    spec: Path, tmp_path: Path, words: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert changes(spec, tmp_path / "out", "--events", "100") == 0
    before = lines(tmp_path / "out")
    assert changes(spec, tmp_path / "out", *words) == 2
    assert problem in capsys.readouterr().err
    assert lines(tmp_path / "out") == before
