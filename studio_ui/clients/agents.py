"""The agents' conversations, and the turn that each of them is in, beside the screens.

A turn works in a thread of its own: it goes on when a page is reloaded or closed, and every tab
that looks at the conversation sees it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from assets.errors import DataForgeError
from assets.settings import settings
from studio_ui.clients.launching import launch_head

if TYPE_CHECKING:
    from agents.conversations import Conversations
    from agents.events import Done, Event

_opened: dict[str, Conversations] = {}
_opening = threading.Lock()
BROKE_OFF = "The work broke off. The studio's terminal says why; you can say it again."


def conversations() -> Conversations:
    """The conversations of the workspace in the settings. Raises SettingsError or OutputError."""
    from agents.conversations import open_conversations

    home = settings().home
    with _opening:
        if home not in _opened:
            _opened[home] = open_conversations(launch_head)
        return _opened[home]


def warm_up() -> None:
    """Load what the first prompt needs, so that it need not wait for it."""
    from agents.orchestrator.local import RulePlanner

    RulePlanner().warm_up()
    conversations().warm_up()


class Turn:
    """One thing that was said or pressed, and the events that follow from it.

    ``said`` is the person's text, empty for a button; ``is_first``: nothing was said before it.
    Safe for many readers.
    """

    def __init__(
        self, said: str, work: Callable[[], Iterator[Event]], *, is_first: bool = False
    ) -> None:
        self.said = said
        self.is_first = is_first
        self.problem = ""
        self._events: list[Event] = []
        self._is_finished = False
        self._changed = threading.Condition()
        self._work = work
        threading.Thread(target=self._follow, name="turn", daemon=True).start()

    @property
    def events(self) -> list[Event]:
        """The events so far, in their order."""
        with self._changed:
            return list(self._events)

    @property
    def is_finished(self) -> bool:
        """Whether no event follows."""
        return self._is_finished

    @property
    def done(self) -> Done | None:
        """How it ended; None while it works, and where it broke off."""
        last = self.events[-1:]
        return next((event for event in last if event.kind == "done"), None)

    def wait(self, seen: int, seconds: float) -> None:
        """Return when there are more than ``seen`` events, when it has finished, or after
        ``seconds``."""
        with self._changed:
            self._changed.wait_for(
                lambda: len(self._events) > seen or self._is_finished, timeout=seconds
            )

    def wait_end(self, seconds: float) -> None:
        """Return when it has finished, or after ``seconds``."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_finished, timeout=seconds)

    def _follow(self) -> None:
        problem = BROKE_OFF
        try:
            for event in self._work():
                if event.kind == "failed":
                    self.problem = event.problem
                with self._changed:
                    self._events.append(event)
                    self._changed.notify_all()
            problem = ""
        except DataForgeError as error:
            problem = str(error)
        finally:
            with self._changed:
                self.problem = problem or self.problem
                self._is_finished = True
                self._changed.notify_all()


_turns: dict[str, Turn] = {}
_beginning = threading.Lock()


def turn_of(thread: str) -> Turn | None:
    """The turn that a conversation is in, or the last one since the studio started."""
    return _turns.get(thread)


def begin(
    thread: str,
    work: Callable[[], Iterator[Event]],
    said: str = "",
    *,
    is_first: bool = False,
) -> None:
    """Begin a turn. Where one is at work already, nothing happens: the screen shows that one."""
    with _beginning:
        known = _turns.get(thread)
        if known is None or known.is_finished:
            _turns[thread] = Turn(said, work, is_first=is_first)
