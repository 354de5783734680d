"""Many texts as one array of code points, to be edited all at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Points = NDArray[np.uint32]


@dataclass(frozen=True)
class Letters:
    """Text i is ``points[starts[i] : starts[i + 1]]``; ``starts`` has one more than the texts."""

    points: Points
    starts: Ints

    @classmethod
    def of(cls, texts: pa.Array) -> Letters:
        """The code points of strings, none of which is NULL."""
        import pyarrow.compute as pc

        offsets = np.frombuffer(texts.buffers()[1], dtype=np.int32)
        first, last = offsets[texts.offset], offsets[texts.offset + len(texts)]
        data = texts.buffers()[2]
        octets = memoryview(data)[first:last].tobytes() if data is not None else b""
        points = np.frombuffer(octets.decode().encode("utf-32-le"), dtype=np.uint32)
        starts = np.zeros(len(texts) + 1, dtype=np.int64)
        np.cumsum(np.asarray(pc.utf8_length(texts)), out=starts[1:])
        return cls(points, starts)

    def to_arrow(self) -> pa.Array:
        """The texts as Arrow strings."""
        points = self.points
        width = np.ones(len(points), dtype=np.int32)
        for least in (0x80, 0x800, 0x10000):
            width += points >= least
        ends = np.zeros(len(points) + 1, dtype=np.int32)
        np.cumsum(width, out=ends[1:])
        octets = points.astype("<u4").tobytes().decode("utf-32-le").encode()
        buffers = [None, pa.py_buffer(ends[self.starts]), pa.py_buffer(octets)]
        return pa.Array.from_buffers(pa.string(), len(self.starts) - 1, buffers)

    @property
    def lengths(self) -> Ints:
        """The number of code points of each text."""
        return np.diff(self.starts)

    def without(self, place: Ints, text: Ints) -> Letters:
        """The texts without the code points at ``place``, each in the ``text`` of that number."""
        return Letters(np.delete(self.points, place), self._moved(text, -1))

    def with_inserted(self, place: Ints, text: Ints, points: Points) -> Letters:
        """The texts with ``points`` before those at ``place``, each in the ``text``."""
        return Letters(np.insert(self.points, place, points), self._moved(text, 1))

    def _moved(self, text: Ints, by: int) -> Ints:
        grown = np.zeros(len(self.starts), dtype=np.int64)
        np.add.at(grown, text + 1, by)
        return self.starts + np.cumsum(grown)
