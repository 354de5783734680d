"""Opening a workspace: both clients see the same files, and an unusable home is one clear error."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyarrow.fs
import pytest

from assets.errors import SettingsError
from assets.workspace import open_workspace


def _unusable(home: str) -> str:
    with pytest.raises(SettingsError) as caught:
        open_workspace(home)
    text = str(caught.value)
    assert "DATAFORGE_HOME" in text
    assert "\n" not in text
    return text


def test_a_folder_is_made(tmp_path: Path) -> None:
    workspace = open_workspace(str(tmp_path / "new" / "home"))
    assert workspace.local_path == tmp_path / "new" / "home"
    assert workspace.uri == str(tmp_path / "new" / "home")
    assert list((tmp_path / "new" / "home").iterdir()) == []


def test_a_relative_folder_stays_where_it_was_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    workspace = open_workspace(".dataforge")
    monkeypatch.chdir("/")
    workspace.objects.put("a", b"x")
    assert (tmp_path / ".dataforge" / "a").read_bytes() == b"x"


def test_objects_and_filesystem_of_a_folder_are_the_same_files(tmp_path: Path) -> None:
    workspace = open_workspace(str(tmp_path))
    workspace.objects.put("outputs/a", b"x")
    with workspace.filesystem.open_input_stream("outputs/a") as stream:
        assert stream.read() == b"x"


def test_objects_and_filesystem_of_s3_are_the_same_files(s3_bucket: str) -> None:
    workspace = open_workspace(f"s3://{s3_bucket}/teams/one/")
    assert workspace.uri == f"s3://{s3_bucket}/teams/one"
    assert workspace.local_path is None
    workspace.objects.put("outputs/a", b"from boto3")
    with workspace.filesystem.open_input_stream("outputs/a") as stream:
        assert stream.read() == b"from boto3"
    workspace.filesystem.create_dir("outputs/empty", recursive=True)
    with workspace.filesystem.open_output_stream("outputs/b") as stream:
        stream.write(b"from Arrow")
    found = workspace.objects.get("outputs/b")
    assert found is not None
    assert found.data == b"from Arrow"
    assert workspace.objects.list("outputs/") == ["outputs/a", "outputs/b"]
    whole = open_workspace(f"s3://{s3_bucket}")
    assert whole.objects.list("") == ["teams/one/outputs/a", "teams/one/outputs/b"]


def test_the_general_endpoint_setting_is_honoured_too(
    s3_bucket: str, s3_settings: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL_S3")
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_settings)
    workspace = open_workspace(f"s3://{s3_bucket}")
    workspace.objects.put("a", b"x")
    assert workspace.filesystem.get_file_info("a").type == pyarrow.fs.FileType.File


def test_the_settings_of_a_profile_reach_both_clients(
    s3_bucket: str, s3_settings: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    config.write_text(
        f"[profile lab]\nregion = eu-central-1\nendpoint_url = {s3_settings}\n"
        "aws_access_key_id = testing\naws_secret_access_key = not-a-real-secret\n"
    )
    for name in ("AWS_ENDPOINT_URL_S3", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_PROFILE", "lab")
    workspace = open_workspace(f"s3://{s3_bucket}")
    workspace.objects.put("a", b"x")
    assert workspace.filesystem.get_file_info("a").size == 1


def test_a_file_is_no_home(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert "it is a file, not a folder" in _unusable(str(tmp_path / "file"))
    assert "Not a directory" in _unusable(str(tmp_path / "file" / "below"))


def test_a_folder_that_takes_no_file_is_no_home(tmp_path: Path) -> None:
    folder = Path("/proc/self")  # takes no files, not even root's
    if os.geteuid() != 0:
        folder = tmp_path / "locked"
        folder.mkdir(mode=0o500)
    assert str(folder) in _unusable(str(folder))


@pytest.mark.parametrize("home", ["", "  ", "a\0b"])
def test_a_home_needs_a_name(home: str) -> None:
    assert "not the name of a folder" in _unusable(home)


@pytest.mark.parametrize("home", ["gs://bucket/x", "postgresql://me:hunter2@host/db", "file:///x"])
def test_other_schemes_are_refused_without_their_secrets(home: str) -> None:
    text = _unusable(home)
    assert "is not supported" in text
    assert "hunter2" not in text


@pytest.mark.parametrize(
    "home", ["s3://", "s3:///x", "s3://a", "s3://Upper/x", "s3://k:hunter2@ok"]
)
def test_a_bucket_needs_a_legal_name(home: str) -> None:
    text = _unusable(home)
    assert "name of the bucket" in text
    assert "hunter2" not in text


@pytest.mark.parametrize("home", ["s3://bucket/a//b", "s3://bucket/../b", "s3://bucket/./b"])
def test_a_prefix_has_no_odd_steps(home: str) -> None:
    assert "prefix" in _unusable(home)


def test_an_unknown_bucket_is_no_home(s3_settings: str) -> None:
    text = _unusable("s3://no-such-bucket-here/x")
    assert "no-such-bucket-here" in text
    assert "404" in text


def test_an_endpoint_that_is_down_is_named_without_secrets(
    s3_settings: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    text = _unusable("s3://bucket/x")
    assert "127.0.0.1:9 does not answer" in text
    assert "not-a-real-secret" not in text


def test_missing_credentials_are_said(s3_settings: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert "no AWS credentials were found" in _unusable("s3://bucket/x")


def test_a_malformed_endpoint_is_a_settings_error(
    s3_settings: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "not a url")
    _unusable("s3://bucket/x")


def test_boto3_is_imported_for_s3_only(tmp_path: Path) -> None:
    code = (
        "import sys; from assets.workspace import open_workspace;"
        "assert 'pyarrow' not in sys.modules;"
        f"open_workspace({str(tmp_path)!r}); assert 'boto3' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
