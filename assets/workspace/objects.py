"""The interface to small objects that are read and replaced whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from assets.errors import InputError

MAX_KEY_BYTES = 800  # S3 takes 1,024 with the workspace's own prefix


@dataclass(frozen=True, slots=True)
class StoredObject:
    """The bytes of an object and a ``tag`` that changes whenever they change."""

    data: bytes
    tag: str


class ObjectStore(Protocol):
    """Objects under keys such as ``specs/shop/head.json``.

    A reader sees an object as it was before a write or after it, never between. Every method
    raises InputError for an unusable key and OutputError when the store cannot be reached, read or
    written.
    """

    def get(self, key: str) -> StoredObject | None:
        """The object, or None when there is none."""

    def put(self, key: str, data: bytes) -> None:
        """Write the object, whatever was there."""

    def put_if(self, key: str, data: bytes, *, tag: str | None) -> None:
        """Write the object only if its tag is still ``tag`` (None: if there is none yet).

        Raises ConflictError when somebody else wrote or removed it in the meantime.
        """

    def list(self, prefix: str) -> list[str]:
        """The keys that start with ``prefix``, sorted."""

    def delete(self, key: str) -> None:
        """Remove the object; nothing happens when there is none."""


def check_key(key: str) -> str:
    """The key unchanged. Raises InputError for one that could leave the store, or hide in it."""
    steps = key.split("/")
    if (
        any(not step or step.startswith(".") or len(step.encode()) > 200 for step in steps)
        or "\\" in key
        or not key.isprintable()
        or len(key.encode()) > MAX_KEY_BYTES
    ):
        raise InputError(
            f"{key[:100]!r} is not a key of the workspace",
            repair="use names joined by single slashes, none of which starts with a dot",
        )
    return key
