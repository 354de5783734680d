"""``internet``: technical values, from the ranges reserved for documentation."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.schema import generators as spec
from assets.tables.arrow_arrays import POOLED
from assets.tables.generators.base import STRINGS, Kind, Source, Target
from assets.tables.generators.pooled_texts import PoolSource
from assets.tables.pools import arrow_pool
from assets.tables.randomness import Rows

_WORDS = (
    "about account archive article basket blog cart catalog contact demo event feature guide "
    "help home image invoice item login news offer order page photo post price product "
    "profile report review search service shop store support team topic tour user video "
).split()
_WORD_COUNT = len(_WORDS)
_FORMS = {
    "url": ("https://www.example.com/", ""),
    "domain": ("", ".example"),
    "file_path": ("/files/", ".pdf"),
    "image_url": ("https://images.example.com/", ".jpg"),
}
_MANY = 10**9
_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "json": "application/json",
    "zip": "application/zip",
    "xml": "application/xml",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "txt": "text/plain",
    "html": "text/html",
    "md": "text/markdown",
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "svg": "image/svg+xml",
    "webp": "image/webp",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "mp4": "video/mp4",
}
_LONGEST_FILE_NAME = max(map(len, _WORDS)) + len("-.docx") + 9


class InternetSource(Source):
    """Words with a number, or an address of a documentation network (RFC 5737, 3849 and 7042)."""

    arrow_type = pa.string()

    def __init__(self, field: str, target: Target) -> None:
        self._field = field
        sizes = {"ipv4": 3 * 254, "ipv6": 2**32, "mac": 2**8}
        self.size = sizes.get(field, _WORD_COUNT * 10_000)
        if field == "ipv4" and target.capacity > self.size:
            self.size = 2**24  # the private network 10.0.0.0/8
        if field == "mac" and target.capacity > self.size:
            self.size = 2**40  # locally administered addresses
        self.distinct = self.size if field in sizes else _WORD_COUNT * _MANY
        head, tail = _FORMS.get(field, ("", ""))
        longest = {"ipv4": 15, "ipv6": 19, "mac": 17}.get(field, len(head + tail) + 18)
        if target.type.length is not None and longest > target.type.length:
            raise ValueError(
                f"a value of {field} has up to {longest} characters, {target.type} holds fewer: "
                f"widen it"
            )

    def at(self, index: Rows) -> pa.Array:
        match self._field:
            case "ipv4" if self.size == 2**24:
                return _joined(".", "10", index >> 16, (index >> 8) & 255, index & 255)
            case "ipv4":
                networks = pa.array(["192.0.2", "198.51.100", "203.0.113"])
                network = networks.take(pa.array(index // 254))
                return _joined(".", network, index % 254 + 1)
            case "ipv6":
                return _joined(":", "2001:db8:", _hex(index, 4, 16), _hex(index, 4))
            case "mac" if self.size == 2**40:
                return _joined(":", "02", *(_hex(index, 2, 8 * n) for n in range(5)))
            case "mac":
                return _joined(":", "00:00:5e:00:53", _hex(index, 2))
            case field:
                head, tail = _FORMS[field]
                word = pa.array(_WORDS).take(pa.array(index % _WORD_COUNT))
                parts = (head, word, "-", index // _WORD_COUNT, tail)
                if field == "domain":
                    parts = (word, "", "", index // _WORD_COUNT, tail)
                return _joined("", *parts)


def _joined(separator: str, *parts: pa.Array | Rows | str) -> pa.Array:
    texts = [part if isinstance(part, str | pa.Array) else _text(part) for part in parts]
    return pc.binary_join_element_wise(*texts, separator)


def _text(numbers: Rows) -> pa.Array:
    return pa.array(numbers).cast(pa.string())


def _hex(numbers: Rows, width: int, skip: int = 0) -> pa.Array:
    """``width`` hexadecimal digits of each number, after its last ``skip`` bits."""
    digits = pa.array(list("0123456789abcdef"))
    shifts = [skip + 4 * place for place in range(width - 1, -1, -1)]
    places = [digits.take(pa.array((numbers >> shift) & 15)) for shift in shifts]
    return pc.binary_join_element_wise(*places, "")


class FileNameSource(Source):
    """A word, a number and the extension of a media type; in a group, that of the row."""

    arrow_type = pa.string()

    def __init__(self, generator: spec.Internet, target: Target) -> None:
        self.entity = _file(generator)
        self.size = len(_MEDIA_TYPES) * _WORD_COUNT * 10_000
        self.distinct = len(_MEDIA_TYPES) * _WORD_COUNT * _MANY
        if target.type.length is not None and target.type.length < _LONGEST_FILE_NAME:
            raise ValueError(
                f"a file's name has up to {_LONGEST_FILE_NAME} characters, {target.type} holds "
                f"fewer: widen it"
            )

    def at(self, index: Rows) -> pa.Array:
        rest, media = np.divmod(index, np.uint64(len(_MEDIA_TYPES)))
        number, word = np.divmod(rest, np.uint64(_WORD_COUNT))
        ends = arrow_pool(tuple(f".{end}" for end in _MEDIA_TYPES)).plain(media)
        return _joined("", pa.array(_WORDS).take(pa.array(word)), "-", number, ends)


class MediaTypeSource(Source):
    """A media type of IANA's list; in a group, that of the row's file name."""

    arrow_type = POOLED

    def __init__(self, generator: spec.Internet, target: Target) -> None:
        self.entity = _file(generator)
        self._values = arrow_pool(tuple(_MEDIA_TYPES.values()), target.type.length)
        self.size = self.distinct = len(_MEDIA_TYPES)
        if generator.group is not None:
            self.size, self.distinct = len(_MEDIA_TYPES) * _WORD_COUNT * 10_000, 0
        elif self._values.distinct < self.size:
            self.distinct = 0

    def at(self, index: Rows) -> pa.Array:
        return self._values.pooled(index % np.uint64(len(_MEDIA_TYPES)))


@cache
def _user_agents() -> tuple[str, ...]:
    """Browsers on systems, in the forms that they have had since 2023."""
    desktops = (
        "Windows NT 10.0; Win64; x64",
        "Macintosh; Intel Mac OS X 10_15_7",
        "X11; Linux x86_64",
    )
    phone = "iPhone; CPU iPhone OS {0}_{1} like Mac OS X"
    kit, gecko = "AppleWebKit/537.36 (KHTML, like Gecko)", "Gecko/20100101"
    safari = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{0}.{1}"
    found = [
        f"Mozilla/5.0 ({system}) {kit} Chrome/{version}.0.0.0 Safari/537.36{edge}"
        for version in range(110, 141)
        for system in (*desktops, "Linux; Android 10; K")
        for edge in ("", f" Edg/{version}.0.0.0")
    ]
    found += [
        f"Mozilla/5.0 ({system}; rv:{version}.0) {gecko} Firefox/{version}.0"
        for version in range(110, 141)
        for system in desktops
    ]
    for version in range(16, 19):
        for minor in range(7):
            own = safari.format(version, minor)
            found.append(f"Mozilla/5.0 ({desktops[1]}) {own} Safari/605.1.15")
            mobile = phone.format(version, minor)
            found.append(f"Mozilla/5.0 ({mobile}) {own} Mobile/15E148 Safari/604.1")
    return tuple(found)


def _file(generator: spec.Internet) -> str:
    return "" if generator.group is None else f"file {generator.group}"


def _build(generator: spec.Internet, target: Target) -> Source:
    if generator.field == "file_name":
        return FileNameSource(generator, target)
    if generator.field == "mime_type":
        return MediaTypeSource(generator, target)
    if generator.field == "user_agent":
        return PoolSource(_user_agents(), target)
    return InternetSource(generator.field, target)


KIND = Kind(STRINGS, _build)
