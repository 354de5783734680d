"""``dataforge validate --fix``: what it prints, and what it writes only when told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assets.schema.formats import read_spec
from studio_ui.command_line.main import run
from tests.properties.breakages import BREAKAGES
from tests.properties.breakages.shop import shop


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    data = shop()
    BREAKAGES["more rows than parents"](data)
    path = tmp_path / "shop.json"
    path.write_text(json.dumps(data))
    return path


def test_fix_tells_what_it_would_do_and_writes_nothing(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = broken.read_text()
    assert run(["validate", str(broken), "--fix"]) == 0
    told = capsys.readouterr().out
    assert "repaired: lower the rows of vouchers from 500 to 200" in told
    assert "--out" in told
    assert broken.read_text() == before


def test_fix_writes_the_mended_spec_where_it_is_told(broken: Path, tmp_path: Path) -> None:
    out = tmp_path / "mended.yaml"
    assert run(["validate", str(broken), "--fix", "-o", str(out)]) == 0
    assert read_spec(out).table("vouchers").rows == 200
    assert run(["validate", str(out)]) == 0


def test_fix_replaces_a_file_only_by_force(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = broken.read_text()
    assert run(["validate", str(broken), "--fix", "-o", str(broken)]) == 2
    assert "--force" in capsys.readouterr().err
    assert broken.read_text() == before
    assert run(["validate", str(broken), "--fix", "-o", str(broken), "--force"]) == 0
    assert read_spec(broken).table("vouchers").rows == 200


def test_json_has_the_edits_of_each_repair(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["validate", str(broken), "--json"]) == 2
    [problem] = json.loads(capsys.readouterr().out)["problems"]
    assert (problem["table"], problem["column"]) == ("vouchers", "customer_id")
    assert problem["repairs"][0]["edits"] == [{"set": ["tables", "vouchers", "rows"], "to": 200}]
