"""Ends the studio's processes when the supervisor is gone, killed without a chance to do it.

Run with the studio's mark as its argument; its standard input is a pipe whose other end only the
supervisor holds, so the end of that input is the end of the supervisor.
"""

from __future__ import annotations

import signal
import sys

from studio_ui.supervision.leftovers import end_all


def main() -> None:
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    sys.stdin.buffer.read()
    end_all(sys.argv[1])


if __name__ == "__main__":
    main()
