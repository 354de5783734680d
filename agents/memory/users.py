"""Whose a conversation is."""

from __future__ import annotations

import hashlib

from assets.errors import InputError
from assets.schema.names import shown

LOCAL_USER = "studio"
"""The one user of a studio that nobody signs in to."""

MAX_NAME = 256


def user_key(user: str) -> str:
    """A user's name as keys, files and other services take it: 32 hexadecimal digits.

    Raises InputError for a name that is empty, too long or not printable.
    """
    if not user.strip() or len(user) > MAX_NAME or not user.isprintable():
        raise InputError(
            f"{shown(user)} is not the name of a user",
            repair=f"name one in 1 to {MAX_NAME} printable characters",
        )
    return _digest(user)


def thread_of(user: str, session: str) -> str:
    """The thread of a user's session elsewhere: no session reaches another user's thread."""
    return _digest(f"{user_key(user)}/{session}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
