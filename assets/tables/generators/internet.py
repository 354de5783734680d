"""``internet``: technical values, from the ranges reserved for documentation."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from assets.schema import generators as spec
from assets.tables.generators.base import STRINGS, Kind, Source, Target
from assets.tables.generators.pooled_texts import PoolSource
from assets.tables.pools import pool
from assets.tables.randomness import Rows

_WORDS = [
    "about",
    "account",
    "archive",
    "article",
    "basket",
    "blog",
    "cart",
    "catalog",
    "contact",
    "demo",
    "event",
    "feature",
    "guide",
    "help",
    "home",
    "image",
    "invoice",
    "item",
    "login",
    "news",
    "offer",
    "order",
    "page",
    "photo",
    "post",
    "price",
    "product",
    "profile",
    "report",
    "review",
    "search",
    "service",
    "shop",
    "store",
    "support",
    "team",
    "topic",
    "tour",
    "user",
    "video",
]
_WORD_COUNT = len(_WORDS)
_FORMS = {
    "url": ("https://www.example.com/", ""),
    "domain": ("", ".example"),
    "file_path": ("/files/", ".pdf"),
    "image_url": ("https://images.example.com/", ".jpg"),
}
_MANY = 10**9


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


def _build(generator: spec.Internet, target: Target) -> Source:
    if generator.field == "user_agent":
        return PoolSource(pool(target.locale, "user_agent", size=500), target)
    return InternetSource(generator.field, target)


KIND = Kind(STRINGS, _build)
