"""The process in which queries run, so that no query can outlive its time or take the studio down.

It reads requests from its standard input and answers on its standard output, one at a time, and
ends when its parent does. ``workers.py`` is the other side.
"""

from __future__ import annotations

import io
import json
import os
import pickle
import queue
import re
import resource
import struct
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from assets.errors import DataForgeError
from assets.query import sandbox

FRAME = struct.Struct("<Q")
SPARE_BYTES = 2**30  # stacks, code and buffers of Arrow, which DuckDB's own limit does not count
_UNITS = {"MB": 10**6, "GB": 10**9}


def main() -> None:
    """Answer requests until the standard input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, requests), daemon=True).start()
    _send(answers, {"ready": True})
    while True:
        request = requests.get()
        _answer(answers, pickle.loads(request))  # noqa: S301 (from the parent's own pipe)


def _listen(source: BinaryIO, requests: queue.SimpleQueue[bytes]) -> None:
    while len(head := source.read(FRAME.size)) == FRAME.size:
        requests.put(source.read(FRAME.unpack(head)[0]))
    os._exit(0)  # the parent is gone: a query that still runs has no one to answer to


def _answer(answers: BinaryIO, request: dict[str, Any]) -> None:
    _limit_memory(request["memory_limit"])
    try:
        table, truncated = sandbox.run(**request)
    except DataForgeError as error:
        problem = {"problem": error.problem, "where": error.where, "repair": error.repair}
        _send(answers, {"error": problem})
        return
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    _send(answers, {"truncated": truncated}, sink.getvalue())


def _send(answers: BinaryIO, head: dict[str, Any], body: bytes = b"") -> None:
    for data in (json.dumps(head).encode(), body):
        answers.write(FRAME.pack(len(data)) + data)
    answers.flush()


def _limit_memory(limit: str) -> None:
    """Bound the address space: a single value may be larger than DuckDB's limit lets a table be."""
    match = re.fullmatch(r"([\d.]+)(MB|GB)", limit)
    pages = Path("/proc/self/statm")
    if match and pages.exists():
        used = int(pages.read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        most = used + SPARE_BYTES + int(float(match[1]) * _UNITS[match[2]])
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


if __name__ == "__main__":
    main()
