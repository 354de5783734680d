"""The versions of every dataset: immutable specs, and a head that moves by compare-and-swap.

::

    specs/shop/versions/1f0c….json    the canonical JSON of one spec, named by its hash
    specs/shop/head.json              which version is current, and how it came about

A version is written before the head moves to it, so a killed writer leaves the old head whole and
at most a version that nobody refers to.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime, timedelta

from pydantic import Field, TypeAdapter, ValidationError

from assets.errors import ConflictError, NotFoundError, OutputError
from assets.schema.base import SpecModel
from assets.schema.dataset import Dataset, dataset_from
from assets.schema.names import check_dataset_name, shown
from assets.workspace.objects import ObjectStore

ROOT = "specs"
REMOVAL_GRACE = timedelta(seconds=60)  # after which a removal counts as killed
_VERSION = re.compile(r"[0-9a-f]{16}")


class HistoryEntry(SpecModel):
    """One move of the head: the ``number``-th, to ``version`` from ``parent`` (None: the first)."""

    version: str
    parent: str | None
    number: int
    saved_at: datetime
    author: str = ""
    message: str = ""


class Head(SpecModel):
    """Where a dataset stands: its current ``version``, the ``number`` of saves, oldest first."""

    dataset: str
    version: str
    number: int
    history: list[HistoryEntry] = Field(min_length=1)


class _Removal(SpecModel):
    """Stands in the place of a head while its versions are being removed."""

    removal_began_at: datetime


_HEAD_FILE: TypeAdapter[Head | _Removal] = TypeAdapter(Head | _Removal)


class VersionStore:
    """The datasets of a workspace. Safe for many writers, on local files and on S3."""

    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects

    def datasets(self) -> list[str]:
        """The names of all datasets, sorted."""
        keys = self._objects.list(f"{ROOT}/")
        return [key.split("/")[1] for key in keys if re.fullmatch(rf"{ROOT}/\w+/head\.json", key)]

    def head(self, name: str) -> Head:
        """The head of a dataset.

        Raises NotFoundError when there is no such dataset, OutputError when its file is damaged.
        """
        head, _ = self._read(_known(name))
        if not isinstance(head, Head):
            raise _unknown(name)
        return head

    def load(self, name: str, version: str | None = None) -> Dataset:
        """A version of a dataset, the head's when none is given.

        Raises NotFoundError for an unknown dataset or version, OutputError for a version whose file
        was changed by hand or damaged.
        """
        wanted = version if version is not None else self.head(name).version
        found = None
        if _VERSION.fullmatch(wanted):
            found = self._objects.get(_version_key(_known(name), wanted))
        if found is None:
            current = self.head(name).version
            raise NotFoundError(
                f"the dataset {name} has no version {shown(wanted)}",
                repair=f"use {current}, which is its head, or another one of its history",
            )
        return _checked(found.data, name, wanted)

    def save(
        self, dataset: Dataset, *, expected: str | None, author: str = "", message: str = ""
    ) -> Head:
        """Make ``dataset`` the head and return the new head.

        ``expected`` is the version that the edit was based on, None for a new dataset. Saving what
        the head is already changes nothing, whatever is expected. Raises ConflictError, which names
        the other version, when the head is not ``expected``.
        """
        old, tag = self._read(dataset.name)
        version = dataset.version
        if isinstance(old, Head) and old.version == version:
            return old
        if isinstance(old, _Removal) or (old.version if old else None) != expected:
            raise self._conflict(dataset.name, expected)
        number = old.number + 1 if old else 1
        entry = HistoryEntry(
            version=version,
            parent=expected,
            number=number,
            saved_at=datetime.now(UTC),
            author=author,
            message=message,
        )
        head = Head(
            dataset=dataset.name,
            version=version,
            number=number,
            history=[*(old.history if old else []), entry],
        )
        key, data = _version_key(dataset.name, version), dataset.canonical_json().encode()
        self._objects.put(key, data)
        try:
            self._objects.put_if(_head_key(dataset.name), _json(head), tag=tag)
        except ConflictError as error:
            raise self._conflict(dataset.name, expected) from error
        if old is None:
            self._objects.put(key, data)  # a removal that began before may have taken it away
        return head

    def remove(self, name: str) -> None:
        """Remove a dataset with all of its versions. An interrupted removal may be repeated.

        Raises NotFoundError when there is no such dataset, ConflictError when somebody saves it at
        the same moment.
        """
        old, tag = self._read(_known(name))
        if old is None:
            raise _unknown(name)
        now = datetime.now(UTC)
        if isinstance(old, _Removal) and now - old.removal_began_at < REMOVAL_GRACE:
            raise self._conflict(name, None)
        self._objects.put_if(_head_key(name), _json(_Removal(removal_began_at=now)), tag=tag)
        for key in self._objects.list(f"{ROOT}/{name}/versions/"):
            self._objects.delete(key)
        self._objects.delete(_head_key(name))

    def _read(self, name: str) -> tuple[Head | _Removal | None, str | None]:
        key = _head_key(name)
        found = self._objects.get(key)
        if found is None:
            return None, None
        try:
            return _HEAD_FILE.validate_json(found.data), found.tag
        except ValidationError as error:
            raise OutputError(
                "the head of the dataset is damaged",
                where=key,
                repair="restore the file from a backup, or delete it and save the dataset anew",
            ) from error

    def _conflict(self, name: str, expected: str | None) -> ConflictError:
        head, _ = self._read(name)
        if isinstance(head, Head):
            last = head.history[-1]
            by = f" by {last.author}" if last.author else ""
            based = f", your edit is based on {expected}" if expected else ""
            return ConflictError(
                f"the dataset {name} is at version {head.version}, number {head.number}{by}{based}",
                repair=f"load {head.version}, repeat your edit on it, and save that"
                if expected
                else "give the new dataset another name, or load that version and edit it",
            )
        if head is not None:
            return ConflictError(
                f"somebody is removing the dataset {name}",
                repair="try again in a moment; if it stays so for a minute, remove it once more",
            )
        return ConflictError(
            f"the dataset {name} was removed, your edit is based on {expected}",
            repair="save it as a new dataset",
        )


def _checked(data: bytes, name: str, version: str) -> Dataset:
    where = _version_key(name, version)
    repair = "restore the file, or save the spec again as a new version"
    if hashlib.sha256(data).hexdigest()[:16] != version:
        raise OutputError(
            "the content does not match the hash in its name", where=where, repair=repair
        )
    return dataset_from(json.loads(data), where=where)


def _known(name: str) -> str:
    try:
        return check_dataset_name(name)
    except ValueError as error:
        raise _unknown(name) from error


def _unknown(name: str) -> NotFoundError:
    return NotFoundError(
        f"there is no dataset {shown(name)}", repair="list the datasets, and use one of their names"
    )


def _head_key(name: str) -> str:
    return f"{ROOT}/{name}/head.json"


def _version_key(name: str, version: str) -> str:
    return f"{ROOT}/{name}/versions/{version}.json"


def _json(model: Head | _Removal) -> bytes:
    return model.model_dump_json(indent=1).encode()
