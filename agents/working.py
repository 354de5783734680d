"""Work on a conversation in a thread of its own, so that it can be stopped at any moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from contextvars import ContextVar
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from agents.stopping import StoppedError

if TYPE_CHECKING:
    from collections.abc import Generator

    from agents.events import Event

PATIENCE_SECONDS = 0.2
"""How long a step may take to notice that it was stopped, before it is left alone."""
_LOOK_SECONDS = 0.05
_EFFECTS = frozenset({"save", "undo", "redo", "launch"})


@dataclass(frozen=True)
class _End:
    error: BaseException | None


@dataclass
class Work:
    """One turn's work, which ``stop`` ends."""

    _flag: threading.Event = field(default_factory=threading.Event)

    def stop(self) -> None:
        """End it: ``events`` raises StoppedError soon, and its steps at their next check."""
        self._flag.set()

    def check(self) -> None:
        """Raise StoppedError when it was stopped."""
        if self._flag.is_set():
            raise StoppedError("the work was stopped")

    def events(self, begin: Callable[[], Generator[Event]]) -> Iterator[Event]:
        """What ``begin`` yields, from another thread. Raises what that raises.

        When it was stopped, a step that waits for a model or a query is left to end by itself: its
        next check keeps it from having any effect. A step that has one is waited for.
        """
        found: SimpleQueue[Event | _End] = SimpleQueue()
        threading.Thread(target=self._run, args=(begin, found), name="work", daemon=True).start()
        step, until = "", None
        try:
            while True:
                try:
                    item = found.get(timeout=_LOOK_SECONDS)
                except Empty:
                    if not self._flag.is_set():
                        continue
                    until = until or time.monotonic() + PATIENCE_SECONDS
                    if time.monotonic() > until and step not in _EFFECTS:
                        self.check()
                    continue
                if isinstance(item, _End):
                    if item.error is not None:
                        raise item.error
                    return
                step = item.name if item.kind == "stage" else step
                yield item
        finally:
            self.stop()

    def _run(self, begin: Callable[[], Generator[Event]], found: SimpleQueue[Event | _End]) -> None:
        _at_work.set(self)
        error: BaseException | None = None
        try:
            with closing(begin()) as events:
                for event in events:
                    found.put(event)
        except BaseException as raised:  # noqa: BLE001  # it is raised again where it is read
            error = raised
        found.put(_End(error))


_at_work: ContextVar[Work | None] = ContextVar("work", default=None)


def check_stopped() -> None:
    """Raise StoppedError when the work that this is a step of was stopped."""
    work = _at_work.get()
    if work is not None:
        work.check()
