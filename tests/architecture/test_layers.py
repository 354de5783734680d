"""The house's rules about imports, names and sizes."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import assets

ROOT = Path(__file__).parents[2]
PACKAGES = ("agents", "assets", "dagster_project", "studio_ui")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_imported_assets_are_ours() -> None:
    assert assets.__file__ is not None
    assert Path(assets.__file__).parent == ROOT / "assets"


def test_import_contracts_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([lint], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stdout


def test_only_asset_modules_know_dagster() -> None:
    knowing = {
        _name(path)
        for path in (ROOT / "assets").rglob("*.py")
        if any(name.split(".")[0].startswith("dagster") for name in _imports(path))
    }
    assert knowing == {name for name in knowing if name.endswith("/asset.py")}
    assert knowing


def test_nothing_below_the_studio_knows_streamlit() -> None:
    for path in (*(ROOT / "assets").rglob("*.py"), *(ROOT / "dagster_project").rglob("*.py")):
        assert not any(name.startswith("streamlit") for name in _imports(path)), _name(path)


def test_the_studio_speaks_to_dagster_over_http_alone() -> None:
    for path in (ROOT / "studio_ui").rglob("*.py"):
        for name in _imports(path):
            assert not name.startswith(("dagster", "dagster_project")), _name(path)
            assert not name.endswith(".asset"), _name(path)


def test_forbidden_names_and_markers_are_absent() -> None:
    banned = {"utils", "util", "common", "helpers", "helper", "core", "misc"}
    marker = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
    for path in SOURCES:
        assert not banned & {part.removesuffix(".py") for part in path.parts[len(ROOT.parts) :]}
        assert not marker.search(path.read_text(encoding="utf-8")), _name(path)


def test_the_environment_is_read_in_settings_alone() -> None:
    reading = {
        _name(path)
        for path in SOURCES
        if re.search(r"\bos\.(environ|getenv)\b", path.read_text(encoding="utf-8"))
    }
    assert {name for name in reading if not name.endswith("settings.py")} == set()


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_modules_are_small_and_say_what_they_are(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), f"{_name(path)} has no docstring"


def test_definitions_and_asset_bodies_are_short() -> None:
    assert (ROOT / "dagster_project/definitions.py").read_text().count("\n") < 60
    for path in (ROOT / "assets").rglob("asset.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and any(_is_asset(d) for d in node.decorator_list):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                assert body[-1].end_lineno is not None
                assert body[-1].end_lineno - body[0].lineno < 15, f"{_name(path)}:{node.lineno}"


def _is_asset(decorator: ast.expr) -> bool:
    return "asset" in ast.unparse(decorator)


def test_the_help_imports_nothing_heavy() -> None:
    heavy = "{'dagster', 'duckdb', 'faker', 'numpy', 'pandas', 'pyarrow', 'sqlglot', 'streamlit'}"
    script = (
        "import sys; from studio_ui.command_line.main import run; run(['--help']); "
        f"print('loaded', sorted({heavy} & set(sys.modules)), file=sys.stderr)"
    )
    command = [sys.executable, "-c", script]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert "loaded []" in result.stderr
    assert "generate" in result.stdout
