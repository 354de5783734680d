"""``product``: fields of made-up products; the columns of a group agree with one another.

An index is a quality, a noun (which has its category) and a material.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.schema import generators as spec
from assets.tables.arrow_arrays import POOLED, arrow_type, decimals, from_int64
from assets.tables.division import divided, turned
from assets.tables.generators.base import FLOATS, INTEGERS, STRINGS, Kind, Source, Target
from assets.tables.generators.pooled_texts import numbered
from assets.tables.pools import arrow_pool
from assets.tables.randomness import Rows, mix64

_CATEGORIES = {
    "Kitchen": (
        "Bowl 9-35, Cutting Board 12-60, Frying Pan 18-90, Kettle 20-80, Knife Set 30-150, "
        "Mug 6-20, Salad Spinner 14-40, Teapot 15-60",
        "Bamboo, Ceramic, Copper, Enamel, Glass, Oak, Steel, Stoneware",
    ),
    "Furniture": (
        "Armchair 140-700, Bookcase 80-400, Desk 120-600, Dining Table 180-900, "
        "Nightstand 45-220, Sofa 350-1900, Stool 30-140, Wardrobe 200-1100",
        "Ash, Beech, Birch, Oak, Pine, Rattan, Teak, Walnut",
    ),
    "Clothing": (
        "Belt 15-70, Cardigan 35-140, Gloves 12-60, Jacket 60-320, Scarf 12-80, Shirt 20-110, "
        "Socks 5-25, Trousers 30-150",
        "Alpaca, Cashmere, Cotton, Fleece, Leather, Linen, Merino, Wool",
    ),
    "Electronics": (
        "Alarm Clock 15-60, Camera 120-1400, Headphones 30-380, Keyboard 25-180, Lamp 20-120, "
        "Monitor 110-700, Speaker 30-350, Tablet 120-900",
        "Aluminium, Black, Digital, Dual, Graphite, Silver, White, Wireless",
    ),
    "Garden": (
        "Bird Feeder 10-45, Flower Pot 6-50, Hose 18-80, Lantern 15-70, Rake 12-40, "
        "Shears 14-60, Trowel 8-30, Watering Can 10-45",
        "Bamboo, Cast-Iron, Cedar, Copper, Galvanised, Steel, Terracotta, Zinc",
    ),
    "Sports": (
        "Backpack 30-180, Dumbbell 12-90, Football 12-60, Helmet 30-160, Racket 35-240, "
        "Skipping Rope 6-30, Water Bottle 8-40, Yoga Mat 15-90",
        "Canvas, Carbon, Competition, Cork, Junior, Nylon, Training, Ultralight",
    ),
    "Toys": (
        "Building Blocks 12-80, Doll House 40-220, Kite 10-45, Puzzle 8-35, Robot 20-140, "
        "Spinning Top 5-20, Train Set 25-160, Yo-Yo 4-15",
        "Beech, Birch, Felt, Magnetic, Maple, Painted, Recycled, Wooden",
    ),
    "Office": (
        "Binder 4-18, Calendar 8-30, Fountain Pen 20-160, Notebook 5-30, Organiser 12-60, "
        "Pencil Case 6-30, Stapler 7-35, Tray 8-40",
        "Aluminium, Bamboo, Canvas, Cork, Felt, Kraft, Leather, Recycled",
    ),
    "Bathroom": (
        "Bath Mat 12-60, Mirror 25-190, Shelf 20-120, Soap Dish 5-25, Toothbrush Holder 6-25, "
        "Towel 8-45, Tumbler 5-20, Wash Bag 12-60",
        "Bamboo, Brass, Ceramic, Cotton, Glass, Linen, Marble, Steel",
    ),
    "Travel": (
        "Adapter 10-45, Eye Mask 6-30, Luggage Tag 5-25, Money Belt 10-40, Neck Pillow 12-55, "
        "Suitcase 70-420, Tote 15-90, Umbrella 14-70",
        "Canvas, Compact, Cotton, Folding, Leather, Nylon, Recycled, Silk",
    ),
}
"""Each category's nouns with the range of their prices, and what it is made of."""

_QUALITIES = tuple(
    (
        "Agile, Alpine, Bold, Breezy, Bright, Classic, Coastal, Contour, Cosy, Curved, Daily, "
        "Deluxe, Durable, Elegant, Essential, Everyday, Fine, Fjord, Gentle, Grand, Handy, "
        "Harbour, Heritage, Light, Little, Lunar, Mellow, Metro, Minimal, Modern, Nordic, "
        "Original, Portable, Premium, Quiet, Rapid, Refined, Royal, Rustic, Serene, Simple, Slim, "
        "Smart, Soft, Solar, Solid, Sturdy, Summit, Timeless, Urban, Vintage, Vivid, Warm, Winter"
    ).split(", ")
)
_MATERIALS = tuple(word for _, made_of in _CATEGORIES.values() for word in made_of.split(", "))
_PER_CATEGORY = 8
"""Materials, and nouns, of one category."""

_NOUNS = tuple(
    (*entry.rsplit(" ", 1), category)
    for category, (nouns, _) in _CATEGORIES.items()
    for entry in nouns.split(", ")
)
_PREFIXES = tuple(category[:3].upper() for _, _, category in _NOUNS)
_LOWS, _HIGHS = (
    np.array([int(prices.split("-")[end]) for _, prices, _ in _NOUNS], dtype=np.int64)
    for end in (0, 1)
)
_ENDINGS = np.array([99, 99, 95, 90, 50, 49, 0, 0], dtype=np.int64)
_SIZE = len(_QUALITIES) * _PER_CATEGORY * len(_NOUNS)
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
    def __init__(self, generator: spec.Product, target: Target) -> None:
        self.entity = f"product {generator.group}"
        self._field = generator.field
        self._limit = target.type.length
        self.size = generator.pool_size or _SIZE
        self.arrow_type = POOLED if generator.field == "category" else pa.string()
        longest = sum(max(map(len, words)) for words in (_QUALITIES, _MATERIALS)) + 2
        longest += max(len(noun) for noun, _, _ in _NOUNS)
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
        number, kind = divided(index, _SIZE)
        quality, material, noun = _parts(kind)
        if self._field == "category":
            codes = noun // np.uint64(_PER_CATEGORY)
            return arrow_pool(tuple(_CATEGORIES), self._limit).pooled(codes)
        if self._field == "sku":
            prefix = arrow_pool(_PREFIXES).plain(noun)
            code = pc.utf8_lpad(pa.array(index).cast(pa.string()), 4, "0")
            return pc.binary_join_element_wise(prefix, code, "-")
        nouns = arrow_pool(tuple(word for word, _, _ in _NOUNS)).plain(noun)
        materials = arrow_pool(_MATERIALS).plain(material)
        if self._field == "name":
            words = arrow_pool(_QUALITIES).plain(quality)
            name = pc.binary_join_element_wise(words, materials, nouns, " ")
            return self._cut(numbered(name, number) if number.any() else name)
        return self._cut(_describe(materials, nouns, mix64(kind)))

    def _cut(self, texts: pa.Array) -> pa.Array:
        return texts if self._limit is None else pc.utf8_slice_codeunits(texts, 0, self._limit)


class PriceSource(Source):
    """Prices of the product's kind: dearer for some qualities, ending as prices do."""

    distinct = 0

    def __init__(self, generator: spec.Product, target: Target) -> None:
        self.entity = f"product {generator.group}"
        self.size = generator.pool_size or _SIZE
        own = target.type
        self.arrow_type = arrow_type(own)
        self._scale = min(own.scale, 14)
        most = int(_HIGHS.max())
        if own.kind == "decimal" and 10 ** ((own.precision or 18) - own.scale) <= most:
            raise ValueError(f"a price is up to {most}.99, {own} holds less: widen it")
        if own.length is not None and own.length < len(f"{most}.99"):
            raise ValueError(f"a price is up to {most}.99, {own} holds less: widen it")

    def at(self, index: Rows) -> pa.Array:
        kind = divided(index, _SIZE)[1]
        _, _, noun = _parts(kind)
        turn = mix64(index + np.uint64(9))
        share = (turn >> np.uint64(40)).astype(np.int64)
        low, high = _LOWS[noun], _HIGHS[noun]
        whole = low + ((high - low) * ((share * share) >> 24) >> 24)
        cents = whole * 100 + _ENDINGS[turn % np.uint64(len(_ENDINGS))]
        if pa.types.is_integer(self.arrow_type):
            return from_int64(whole, self.arrow_type)
        if not pa.types.is_decimal(self.arrow_type):
            return pa.array(cents / 100).cast(self.arrow_type)
        shift = self._scale - 2
        unscaled = cents * 10**shift if shift >= 0 else cents // 10**-shift
        return decimals(unscaled, pa.decimal128(38, self._scale)).cast(self.arrow_type)


def _parts(kind: Rows) -> tuple[Rows, Rows, Rows]:
    """The quality, the material and the noun of a product; a bijection. A material is one of the
    noun's category."""
    rest, noun = divided(kind, len(_NOUNS))
    turn, own = divided(rest, len(_QUALITIES))
    qualities, eighth = np.uint64(len(_QUALITIES)), np.uint64(_PER_CATEGORY)
    scrambled: Rows = mix64(noun * np.uint64(64) + turn) % qualities
    quality = turned(own, scrambled, len(_QUALITIES))
    category, _ = divided(noun, _PER_CATEGORY)
    _, place = divided(turn + mix64(noun) % eighth, _PER_CATEGORY)
    material: Rows = category * eighth + place
    return quality, material, noun


def _describe(materials: pa.Array, nouns: pa.Array, turn: Rows) -> pa.Array:
    opening, closing = np.divmod(turn % np.uint64(64), np.uint64(8))
    return pc.binary_join_element_wise(
        arrow_pool(_OPENINGS).plain(opening),
        pc.utf8_lower(materials),
        pc.utf8_lower(nouns),
        arrow_pool(_CLOSINGS).plain(closing),
        " ",
    )


def _build(generator: spec.Product, target: Target) -> Source:
    return (PriceSource if generator.field == "price" else ProductSource)(generator, target)


KIND = Kind(
    STRINGS, _build, fields={"price": STRINGS | FLOATS | (INTEGERS - {"tinyint"}) | {"decimal"}}
)
