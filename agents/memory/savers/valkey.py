"""Checkpoints in Valkey, or a Redis that speaks the same protocol."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from langgraph_checkpoint_aws import ValkeySaver
from pydantic import SecretStr
from valkey import Valkey
from valkey.backoff import ExponentialBackoff
from valkey.client import Pipeline
from valkey.exceptions import AuthenticationError, ValkeyError, WatchError
from valkey.retry import Retry

from agents.memory.savers.plain import plain_data
from assets.errors import OutputError, SettingsError

CONNECT_SECONDS = 5.0
ATTEMPTS = 3
_SETTING = "DATAFORGE_MEMORY_URL"


class ValkeyCheckpoints(ValkeySaver):
    """The checkpointer on a server, which is asked for an answer within ``seconds``."""

    def __init__(self, url: SecretStr, seconds: float) -> None:
        super().__init__(_client(url, seconds), serde=plain_data())
        self.client.ping()

    def prune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:  # noqa: ARG002
        """Keep the newest checkpoint of each thread, with its pending writes."""
        for thread in thread_ids:
            self._keep(thread, 1)

    def delete_thread(self, thread_id: str) -> None:
        """Remove all that is kept of a thread."""
        self._keep(thread_id, 0)

    def _keep(self, thread: str, number: int) -> None:
        known = self._make_thread_key(thread, "")
        old = [each.decode() for each in self.client.lrange(known, number, -1)]
        make_keys = (self._make_checkpoint_key, self._make_writes_key)
        if old:
            pipe = self.client.pipeline()
            pipe.delete(*(make(thread, "", each) for each in old for make in make_keys))
            if number:
                pipe.ltrim(known, 0, number - 1)
            else:
                pipe.delete(known)
            pipe.execute()


class _Client(Valkey):
    """Fails with errors of ours: the saver takes some of Valkey's for an empty conversation."""

    def execute_command(self, *args: Any, **options: Any) -> Any:
        with _failures():
            return super().execute_command(*args, **options)  # type: ignore[no-untyped-call]

    def pipeline(self, transaction: bool = True, shard_hint: Any = None) -> Pipeline:
        return _Pipeline(  # type: ignore[no-untyped-call]
            self.connection_pool, self.response_callbacks, transaction, shard_hint
        )


class _Pipeline(Pipeline):
    def execute(self, raise_on_error: bool = True) -> list[Any]:
        with _failures():
            return super().execute(raise_on_error)  # type: ignore[no-any-return, no-untyped-call]

    def immediate_execute_command(self, *args: Any, **options: Any) -> Any:
        with _failures():
            return super().immediate_execute_command(*args, **options)  # type: ignore[no-untyped-call]


def _client(url: SecretStr, seconds: float) -> Valkey:
    if not url.get_secret_value():
        raise SettingsError(
            f"DATAFORGE_MEMORY is valkey, and {_SETTING} is not set",
            repair=f"set {_SETTING} to valkeys://user:password@host:6379/0, or such an address",
        )
    try:
        return _Client.from_url(
            url.get_secret_value(),
            socket_connect_timeout=min(CONNECT_SECONDS, seconds),
            socket_timeout=seconds,
            retry=Retry(ExponentialBackoff(cap=1.0, base=0.05), ATTEMPTS - 1),
            health_check_interval=30,
        )
    except (ValueError, TypeError):
        raise SettingsError(  # without the cause: it may quote a part of the password
            f"{_SETTING} is not the address of a Valkey or Redis server",
            repair="write it as valkeys://user:password@host:6379/0; %40 stands for an @",
        ) from None


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except WatchError:
        raise  # the saver tries again
    except AuthenticationError as error:
        raise _failure("it refuses the user or the password") from error
    except ValkeyError as error:
        raise _failure(str(error) or type(error).__name__) from error


def _failure(why: str) -> OutputError:
    return OutputError(
        f"the conversations' Valkey cannot be used: {why}",
        where=_SETTING,
        repair="check the address, the network and the server, then go on",
    )
