"""What both object stores promise, on a real folder and on a real S3 server."""

from __future__ import annotations

from pathlib import Path

import boto3
import pytest

from assets.errors import ConflictError, InputError, OutputError
from assets.workspace import ObjectStore, open_workspace
from assets.workspace.local import LocalObjects
from assets.workspace.s3 import S3Objects


@pytest.fixture(params=["folder", "s3"])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    if request.param == "folder":
        return open_workspace(str(tmp_path)).objects
    bucket = request.getfixturevalue("s3_bucket")
    return open_workspace(f"s3://{bucket}/some/prefix").objects


def test_what_was_put_is_got(objects: ObjectStore) -> None:
    assert objects.get("specs/shop/head.json") is None
    objects.put("specs/shop/head.json", b"one")
    objects.put("specs/shop/head.json", b"two")
    found = objects.get("specs/shop/head.json")
    assert found is not None
    assert found.data == b"two"


def test_a_tag_changes_with_the_data(objects: ObjectStore) -> None:
    tags = []
    for data in (b"", b"one", b"two"):
        objects.put("a", data)
        found = objects.get("a")
        assert found is not None
        tags.append(found.tag)
    assert len(set(tags)) == 3


def test_put_if_lets_one_of_two_writers_win(objects: ObjectStore) -> None:
    objects.put_if("a", b"first", tag=None)
    with pytest.raises(ConflictError, match="exists already"):
        objects.put_if("a", b"second", tag=None)
    found = objects.get("a")
    assert found is not None
    objects.put_if("a", b"third", tag=found.tag)
    with pytest.raises(ConflictError, match="somebody else"):
        objects.put_if("a", b"fourth", tag=found.tag)
    latest = objects.get("a")
    assert latest is not None
    assert latest.data == b"third"


def test_put_if_does_not_bring_back_what_was_removed(objects: ObjectStore) -> None:
    objects.put("a", b"one")
    found = objects.get("a")
    assert found is not None
    objects.delete("a")
    with pytest.raises(ConflictError):
        objects.put_if("a", b"two", tag=found.tag)
    assert objects.get("a") is None


def test_list_gives_the_keys_of_a_prefix(objects: ObjectStore) -> None:
    keys = ["specs/a/head.json", "specs/b/head.json", "specs/b/versions/1.json", "uploads/x.csv"]
    for key in reversed(keys):
        objects.put(key, b"x")
    assert objects.list("") == keys
    assert objects.list("specs/") == keys[:3]
    assert objects.list("specs/b/h") == ["specs/b/head.json"]
    assert objects.list("nothing/here") == []


def test_delete_is_repeatable(objects: ObjectStore) -> None:
    objects.put("a/b", b"x")
    objects.delete("a/b")
    objects.delete("a/b")
    objects.delete("a/b/c")
    assert objects.list("") == []


@pytest.mark.parametrize(
    "key",
    ["", "/etc/passwd", "../x", "a/../x", "a//b", "a/", "a/./b", ".hidden", "a/.b", "a\\b",
     "a\0b", "a\nb", "x" * 300, "/".join(["abc"] * 300)],
)  # fmt: skip
def test_no_key_leaves_the_store(objects: ObjectStore, key: str) -> None:
    for use in (
        lambda: objects.get(key),
        lambda: objects.put(key, b"x"),
        lambda: objects.put_if(key, b"x", tag=None),
        lambda: objects.delete(key),
    ):
        with pytest.raises(InputError, match="is not a key"):
            use()
    assert objects.list("") == []


def test_list_does_not_leave_the_folder(tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("x")
    (tmp_path / "store").mkdir()
    with pytest.raises(InputError):
        LocalObjects(tmp_path / "store").list("../")


def test_large_objects_are_kept_whole(objects: ObjectStore) -> None:
    data = bytes(range(256)) * 20_000
    objects.put("large", data)
    found = objects.get("large")
    assert found is not None
    assert found.data == data


def test_a_failed_write_names_the_file(tmp_path: Path) -> None:
    store = LocalObjects(tmp_path)
    store.put("a", b"x")
    with pytest.raises(OutputError, match=r"a/b: the file could not be written"):
        store.put("a/b", b"x")
    assert store.get("a/b") is None


def test_leftovers_of_killed_writers_are_not_listed(tmp_path: Path) -> None:
    store = LocalObjects(tmp_path)
    store.put("specs/a", b"x")
    (tmp_path / "specs" / ".0123.tmp").write_bytes(b"half")
    assert store.list("") == ["specs/a"]


def test_files_are_readable_as_the_umask_says(tmp_path: Path) -> None:
    LocalObjects(tmp_path).put("a", b"x")
    plain = tmp_path / "plain"
    plain.write_bytes(b"x")
    assert (tmp_path / "a").stat().st_mode == plain.stat().st_mode


def test_an_s3_that_is_gone_is_said_without_secrets(
    s3_bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    store = S3Objects(boto3.client("s3"), s3_bucket, "home")
    for use in (
        lambda: store.get("a"),
        lambda: store.put("a", b"x"),
        lambda: store.put_if("a", b"x", tag=None),
        lambda: store.list("a"),
        lambda: store.delete("a"),
    ):
        with pytest.raises(OutputError, match=r"127\.0\.0\.1:9 does not answer") as caught:
            use()
        assert f"s3://{s3_bucket}/home/a" in str(caught.value)
        assert "not-a-real-secret" not in str(caught.value)


def test_a_bucket_that_was_removed_is_no_conflict(s3_bucket: str) -> None:
    store = S3Objects(boto3.client("s3"), s3_bucket)
    boto3.client("s3").delete_bucket(Bucket=s3_bucket)
    for tag in (None, '"some tag"'):
        with pytest.raises(OutputError, match="NoSuchBucket"):
            store.put_if("a", b"x", tag=tag)
