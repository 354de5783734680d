"""Worker processes: started when needed, kept warm between queries, killed when they overrun."""

from __future__ import annotations

import atexit
import json
import os
import pickle
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assets.errors import QueryError
from assets.query.worker import FRAME

START_SECONDS = 60.0
MAX_IDLE = 2
MAX_QUERIES = 200  # of one process, which then makes room for a fresh one
_ROOT = str(Path(__file__).resolve().parents[2])
_MAIN = f"""
import sys
sys.path.insert(0, {_ROOT!r})
import assets.query.lean
from assets.query.worker import main
main()
"""


class OverrunError(Exception):
    """A worker did not answer in time."""


class GoneError(Exception):
    """A worker died instead of answering."""


class Worker:
    """One process. It is asked one thing at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 (our own program, no argument from outside)
            [sys.executable, "-P", "-c", _MAIN],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the parent, which then closes this one
        )
        self.queries = 0
        self._ready = False

    def wait_until_ready(self) -> None:
        """Return when the process can be asked. Raises QueryError when it does not start."""
        if self._ready:
            return
        try:
            self._receive(time.monotonic() + START_SECONDS)
        except (OverrunError, GoneError) as error:
            raise QueryError(
                "the process for queries did not start",
                repair="check that duckdb and pyarrow can be imported",
            ) from error
        self._ready = True

    def ask(self, request: dict[str, Any], *, seconds: float) -> tuple[dict[str, Any], bytes]:
        """The head and the body of the answer. Raises OverrunError or GoneError."""
        self.queries += 1
        deadline = time.monotonic() + seconds
        data = pickle.dumps(request)
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(FRAME.pack(len(data)) + data)
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise GoneError from error
        return self._receive(deadline)

    def close(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue  # what was not sent yet need not be
        self._process.wait()

    def _receive(self, deadline: float) -> tuple[dict[str, Any], bytes]:
        head, body = self._frame(deadline), self._frame(deadline)
        return json.loads(head), body

    def _frame(self, deadline: float) -> bytes:
        return self._read(FRAME.unpack(self._read(FRAME.size, deadline))[0], deadline)

    def _read(self, size: int, deadline: float) -> bytes:
        assert self._process.stdout is not None
        source = self._process.stdout.fileno()
        data = bytearray()
        while len(data) < size:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([source], [], [], left)[0]:
                raise OverrunError
            piece = os.read(source, min(size - len(data), 2**20))
            if not piece:
                raise GoneError
            data += piece
        return bytes(data)


def warm_up() -> None:
    """Start a worker for the query that will come soon, and do not wait for it."""
    with _lock:
        if not _idle:
            _idle.append(Worker())


_idle: list[Worker] = []
_lock = threading.Lock()


@contextmanager
def borrowed() -> Iterator[Worker]:
    """A worker that is ready. It is kept for the next query when all went well, else killed."""
    with _lock:
        worker = _idle.pop() if _idle else None
    worker = worker or Worker()
    try:
        worker.wait_until_ready()
        yield worker
    except BaseException:
        worker.close()
        raise
    with _lock:
        if len(_idle) < MAX_IDLE and worker.queries < MAX_QUERIES:
            _idle.append(worker)
            return
    worker.close()


@atexit.register
def close_idle() -> None:
    """End the workers that wait for a query."""
    with _lock:
        while _idle:
            _idle.pop().close()
