"""Numbers, times and sizes as people read them, and names that are safe inside Markdown."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def count(number: int) -> str:
    """``950``, ``12k``, ``1.5M``: at most four characters up to a billion."""
    for size, letter in ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "k")):
        if number >= size:
            value = number / size
            return (
                f"{value:.1f}".rstrip("0").rstrip(".") + letter
                if value < 10
                else (f"{value:.0f}{letter}")
            )
    return str(number)


def plural(number: int, noun: str) -> str:
    """``1 table``, ``2 tables``, ``1,200 rows``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def size(number: int) -> str:
    """Bytes as ``512 B``, ``3.4 MB``."""
    value, unit = float(number), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if value < 1000:
            break
        value, unit = value / 1000, larger
    return f"{value:.0f} {unit}" if unit == "B" or value >= 100 else f"{value:.1f} {unit}"


def duration(seconds: float) -> str:
    """``38 ms``, ``4.2 s``, ``3 min 05 s``."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def ago(moment: datetime, now: datetime | None = None) -> str:
    """``just now``, ``5 min ago``, ``3 h ago``, then the day. ``moment`` has a time zone."""
    seconds = ((now or datetime.now(UTC)) - moment).total_seconds()
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{seconds // 60:.0f} min ago"
    if seconds < 86_400:
        return f"{seconds // 3600:.0f} h ago"
    return f"{moment:%d %b %Y}"


def clock(moment: datetime, zone: str | None) -> str:
    """The time of day, ``14:03:59``, in a time zone of a browser (None: UTC)."""
    return f"{moment.astimezone(ZoneInfo(zone or 'UTC')):%H:%M:%S}"


def shortened(name: str, most: int = 26) -> str:
    """The name, cut in its middle where it is longer than ``most`` characters."""
    if len(name) <= most:
        return name
    end = most // 3
    return f"{name[: most - end - 1]}…{name[-end:]}"


def literal(text: str) -> str:
    """The text with everything escaped that Markdown or Streamlit would take for a directive."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~$:&@])", r"\\\1", text)
