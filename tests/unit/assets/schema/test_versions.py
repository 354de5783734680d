"""The version store on a folder and on a real S3 server."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assets.errors import ConflictError, NotFoundError, OutputError
from assets.schema.dataset import Dataset
from assets.schema.versions import VersionStore
from assets.workspace import ObjectStore, open_workspace
from tests.fixtures.specs import shop


@pytest.fixture(params=["folder", "s3"])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    if request.param == "folder":
        return open_workspace(str(tmp_path)).objects
    return open_workspace(f"s3://{request.getfixturevalue('s3_bucket')}/home").objects


@pytest.fixture
def store(objects: ObjectStore) -> VersionStore:
    return VersionStore(objects)


def _edited(seed: int) -> Dataset:
    return shop().model_copy(update={"seed": seed})


def test_an_empty_workspace_has_no_datasets(store: VersionStore) -> None:
    assert store.datasets() == []
    with pytest.raises(NotFoundError, match="there is no dataset 'shop'"):
        store.head("shop")
    with pytest.raises(NotFoundError):
        store.load("shop")
    with pytest.raises(NotFoundError):
        store.load("shop", shop().version)


def test_what_is_saved_is_loaded(store: VersionStore) -> None:
    before = datetime.now(UTC)
    head = store.save(shop(), expected=None, author="Ada", message="first")
    assert store.load("shop") == shop()
    assert store.head("shop") == head
    assert store.datasets() == ["shop"]
    assert (head.dataset, head.version, head.number) == ("shop", shop().version, 1)
    (entry,) = head.history
    assert (entry.parent, entry.author, entry.message) == (None, "Ada", "first")
    assert before <= entry.saved_at <= datetime.now(UTC)


def test_the_history_tells_every_save(store: VersionStore) -> None:
    expected = None
    for seed in (1, 2, 3, 2):  # back to an earlier version is a save like any other
        expected = store.save(_edited(seed), expected=expected).version
    history = store.head("shop").history
    versions = [_edited(seed).version for seed in (1, 2, 3, 2)]
    assert [entry.version for entry in history] == versions
    assert [entry.parent for entry in history] == [None, *versions[:3]]
    assert [entry.number for entry in history] == [1, 2, 3, 4]
    assert store.load("shop", versions[0]) == _edited(1)
    assert store.load("shop") == _edited(2)


def test_saving_what_the_head_is_changes_nothing(store: VersionStore) -> None:
    head = store.save(shop(), expected=None)
    assert store.save(shop(), expected=head.version) == head
    assert store.save(shop(), expected=None) == head
    assert len(store.head("shop").history) == 1


def test_the_second_of_two_editors_is_told_of_the_first(store: VersionStore) -> None:
    base = store.save(shop(), expected=None).version
    first = store.save(_edited(2), expected=base, author="Ada")
    with pytest.raises(ConflictError) as caught:
        store.save(_edited(3), expected=base, author="Bob")
    text = str(caught.value)
    assert first.version in text
    assert "number 2 by Ada" in text
    assert base in text
    assert "repeat your edit" in text
    assert store.head("shop") == first


def test_a_new_dataset_does_not_replace_another(store: VersionStore) -> None:
    head = store.save(shop(), expected=None)
    with pytest.raises(ConflictError, match="another name"):
        store.save(_edited(2), expected=None)
    assert store.head("shop") == head


def test_an_edit_of_a_removed_dataset_is_a_conflict(store: VersionStore) -> None:
    base = store.save(shop(), expected=None).version
    store.remove("shop")
    with pytest.raises(ConflictError, match="was removed"):
        store.save(_edited(2), expected=base)
    assert store.datasets() == []


def test_removing_leaves_nothing(store: VersionStore, objects: ObjectStore) -> None:
    base = store.save(shop(), expected=None).version
    store.save(_edited(2), expected=base)
    store.remove("shop")
    assert objects.list("") == []
    with pytest.raises(NotFoundError):
        store.remove("shop")
    assert store.save(shop(), expected=None).number == 1


def test_a_killed_removal_can_be_repeated(store: VersionStore, objects: ObjectStore) -> None:
    store.save(shop(), expected=None)
    began = (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
    objects.put("specs/shop/head.json", json.dumps({"removal_began_at": began}).encode())
    with pytest.raises(NotFoundError):
        store.load("shop")
    with pytest.raises(ConflictError, match="removing"):
        store.save(shop(), expected=None)
    store.remove("shop")
    assert objects.list("") == []


def test_two_removals_do_not_meet(store: VersionStore, objects: ObjectStore) -> None:
    store.save(shop(), expected=None)
    now = datetime.now(UTC).isoformat()
    objects.put("specs/shop/head.json", json.dumps({"removal_began_at": now}).encode())
    with pytest.raises(ConflictError, match="Try again in a moment"):
        store.remove("shop")


def test_a_writer_killed_before_the_head_moved_changes_nothing(
    store: VersionStore, objects: ObjectStore
) -> None:
    head = store.save(shop(), expected=None)
    other = _edited(2)
    objects.put(f"specs/shop/versions/{other.version}.json", other.canonical_json().encode())
    assert store.head("shop") == head
    assert store.load("shop") == shop()
    assert store.save(other, expected=head.version).number == 2


def test_a_tampered_version_is_refused(store: VersionStore, objects: ObjectStore) -> None:
    head = store.save(shop(), expected=None)
    key = f"specs/shop/versions/{head.version}.json"
    for data in (shop().canonical_json().replace("email", "e_mail").encode(), b"", b"{"):
        objects.put(key, data)
        with pytest.raises(OutputError, match="does not match the hash") as caught:
            store.load("shop")
        assert key in str(caught.value)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"{}", b'{"version": 1}', b"\xff"])
def test_a_damaged_head_is_said(store: VersionStore, objects: ObjectStore, data: bytes) -> None:
    store.save(shop(), expected=None)
    objects.put("specs/shop/head.json", data)
    with pytest.raises(OutputError, match="damaged"):
        store.head("shop")
    with pytest.raises(OutputError, match="damaged"):
        store.save(_edited(2), expected=None)


@pytest.mark.parametrize("name", ["", "../x", "Shop", "a/b", '"; drop', "x" * 300, "a\0b"])
def test_hostile_names_are_unknown_datasets(store: VersionStore, name: str) -> None:
    for use in (store.head, store.load, store.remove):
        with pytest.raises(NotFoundError, match="there is no dataset"):
            use(name)


@pytest.mark.parametrize("version", ["", "../../head", "0" * 16, "F" * 16, "x" * 300])
def test_unknown_versions_are_said_with_a_way_on(store: VersionStore, version: str) -> None:
    head = store.save(shop(), expected=None)
    with pytest.raises(NotFoundError, match=head.version):
        store.load("shop", version)


def test_datasets_are_separate(store: VersionStore) -> None:
    other = shop().model_copy(update={"name": "another"})
    store.save(shop(), expected=None)
    store.save(other, expected=None)
    assert store.datasets() == ["another", "shop"]
    store.remove("shop")
    assert store.load("another") == other
