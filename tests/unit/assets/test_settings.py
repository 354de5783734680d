"""Settings come from the environment or a .env file; a bad one is named with its value."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assets.errors import SettingsError
from assets.settings import Settings, settings


@pytest.fixture(autouse=True)
def _fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"DATAFORGE_{name.upper()}", raising=False)
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_defaults() -> None:
    assert settings().home == ".dataforge"
    assert settings().query_row_limit == 10_000
    assert settings() is settings()


def test_environment_comes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("DATAFORGE_HOME=from_file\nDATAFORGE_MAX_TABLES=7\nOTHER=1\n")
    monkeypatch.setenv("DATAFORGE_HOME", "s3://bucket/prefix")
    assert settings().home == "s3://bucket/prefix"
    assert settings().max_tables == 7


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATAFORGE_HOME", ""),
        ("DATAFORGE_MAX_ROWS", "many"),
        ("DATAFORGE_MAX_COLUMNS", "0"),
        ("DATAFORGE_QUERY_TIMEOUT_SECONDS", "-1"),
        ("DATAFORGE_QUERY_MEMORY_LIMIT", "1 potato"),
    ],
)
def test_a_bad_value_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        settings()
    assert f"{name} is {value!r}" in str(caught.value)
    assert f"Set {name} to another value, or unset it." in str(caught.value)
