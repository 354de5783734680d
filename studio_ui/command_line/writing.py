"""Files that a subcommand writes: whole or not at all."""

from __future__ import annotations

import tempfile
from pathlib import Path

from assets.errors import OutputError


def write_whole(path: Path, text: str) -> None:
    """Write a file; one that is there keeps what it holds until all of ``text`` is on the disk.

    Raises OutputError where that fails.
    """
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            written = Path(file.name)
            try:
                file.write(text)
                file.close()
                written.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
                written.replace(path)
            except BaseException:
                written.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise OutputError(
            f"the file cannot be written ({error.strerror or error})",
            where=str(path),
            repair="see that its folder exists, may be written to and has room",
        ) from error
