"""``product``: fields of made-up products; the columns of a group agree with one another.

An index is a quality, a noun (which has its category) and a material.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.schema import generators as spec
from assets.tables.arrow_arrays import POOLED
from assets.tables.generators.base import STRINGS, Kind, Source, Target
from assets.tables.generators.pooled_texts import numbered
from assets.tables.pools import arrow_pool
from assets.tables.randomness import Rows, mix64

_CATEGORIES = {
    "Kitchen": "Bowl, Cutting Board, Frying Pan, Kettle, Knife Set, Mug, Salad Spinner, Teapot",
    "Furniture": "Armchair, Bookcase, Desk, Dining Table, Nightstand, Sofa, Stool, Wardrobe",
    "Clothing": "Belt, Cardigan, Gloves, Jacket, Scarf, Shirt, Socks, Trousers",
    "Electronics": "Alarm Clock, Camera, Headphones, Keyboard, Lamp, Monitor, Speaker, Tablet",
    "Garden": "Bird Feeder, Flower Pot, Hose, Lantern, Rake, Shears, Trowel, Watering Can",
    "Sports": "Backpack, Dumbbell, Football, Helmet, Racket, Skipping Rope, Water Bottle, Yoga Mat",
    "Toys": "Building Blocks, Doll House, Kite, Puzzle, Robot, Spinning Top, Train Set, Yo-Yo",
    "Office": "Binder, Calendar, Fountain Pen, Notebook, Organiser, Pencil Case, Stapler, Tray",
    "Bathroom": "Bath Mat, Mirror, Shelf, Soap Dish, Toothbrush Holder, Towel, Tumbler, Wash Bag",
    "Travel": "Adapter, Eye Mask, Luggage Tag, Money Belt, Neck Pillow, Suitcase, Tote, Umbrella",
}
_QUALITIES = tuple(
    (
        "Agile, Alpine, Bold, Breezy, Bright, Classic, Coastal, Compact, Cosy, Curved, Daily, "
        "Deluxe, Durable, Elegant, Essential, Everyday, Fine, Folding, Gentle, Grand, Handy, "
        "Harbour, Heritage, Light, Little, Lunar, Mellow, Metro, Minimal, Modern, Nordic, "
        "Original, Portable, Premium, Quiet, Rapid, Refined, Royal, Rustic, Serene, Simple, Slim, "
        "Smart, Soft, Solar, Solid, Sturdy, Summit, Timeless, Urban, Vintage, Vivid, Warm, Winter"
    ).split(", ")
)
_MATERIALS = tuple(
    (
        "Aluminium, Bamboo, Ceramic, Copper, Cork, Cotton, Glass, Leather, Linen, Oak, Recycled, "
        "Silicone, Steel, Walnut, Wool"
    ).split(", ")
)
_NOUNS = tuple(
    (noun, category) for category, nouns in _CATEGORIES.items() for noun in nouns.split(", ")
)
_PREFIXES = tuple(category[:3].upper() for _, category in _NOUNS)
_SIZE = len(_QUALITIES) * len(_MATERIALS) * len(_NOUNS)
_OPENINGS = (
    "A well-made", "A light but sturdy", "An award-winning", "Our best-selling", "A hand-finished",
    "An easy-care", "A space-saving", "A thoughtfully designed",
)  # fmt: skip
_CLOSINGS = (
    "for daily use.", "that lasts for years.", "with a two-year guarantee.",
    "made in small series.", "that makes a fine gift.", "packed without plastic.",
    "for home and office.", "that cleans in seconds.",
)  # fmt: skip


class ProductSource(Source):
    size = _SIZE

    def __init__(self, generator: spec.Product, target: Target) -> None:
        self.entity = f"product {generator.group}"
        self._field = generator.field
        self._limit = target.type.length
        self.arrow_type = POOLED if generator.field == "category" else pa.string()
        longest = sum(max(map(len, words)) for words in (_QUALITIES, _MATERIALS)) + 2
        longest += max(len(noun) for noun, _ in _NOUNS)
        self.distinct = 0
        if generator.field == "name" and (self._limit is None or longest + 7 <= self._limit):
            self.distinct = _SIZE * 10**6
        if generator.field == "sku":
            if self._limit is not None and self._limit < 8:
                raise ValueError(f"a SKU has 8 characters or more, not {target.type}: widen it")
            digits = 12 if self._limit is None else min(self._limit - 4, 12)
            self.distinct = 10**digits
            self.size = min(self.size, self.distinct)

    def at(self, index: Rows) -> pa.Array:
        number, kind = np.divmod(index, np.uint64(_SIZE))
        rest, noun = np.divmod(kind, np.uint64(len(_NOUNS)))
        material, turn = np.divmod(rest, np.uint64(len(_QUALITIES)))
        qualities = np.uint64(len(_QUALITIES))
        quality = (turn + mix64(noun * np.uint64(64) + material) % qualities) % qualities
        if self._field == "category":
            codes = noun // np.uint64(len(_NOUNS) // len(_CATEGORIES))
            return arrow_pool(tuple(_CATEGORIES), self._limit).pooled(codes)
        if self._field == "sku":
            prefix = arrow_pool(_PREFIXES).plain(noun)
            code = pc.utf8_lpad(pa.array(index).cast(pa.string()), 4, "0")
            return pc.binary_join_element_wise(prefix, code, "-")
        nouns = arrow_pool(tuple(word for word, _ in _NOUNS)).plain(noun)
        materials = arrow_pool(_MATERIALS).plain(material)
        words = arrow_pool(_QUALITIES).plain(quality)
        if self._field == "name":
            name = pc.binary_join_element_wise(words, materials, nouns, " ")
            return self._cut(numbered(name, number) if number.any() else name)
        return self._cut(_describe(materials, nouns, mix64(kind)))

    def _cut(self, texts: pa.Array) -> pa.Array:
        return texts if self._limit is None else pc.utf8_slice_codeunits(texts, 0, self._limit)


def _describe(materials: pa.Array, nouns: pa.Array, turn: Rows) -> pa.Array:
    opening, closing = np.divmod(turn % np.uint64(64), np.uint64(8))
    return pc.binary_join_element_wise(
        arrow_pool(_OPENINGS).plain(opening),
        pc.utf8_lower(materials),
        pc.utf8_lower(nouns),
        arrow_pool(_CLOSINGS).plain(closing),
        " ",
    )


KIND = Kind(STRINGS, ProductSource)
