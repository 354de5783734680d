"""How large the values of an expression can become, told from its tree before it runs.

DuckDB cannot be stopped inside one call of a function, and what a function makes inside a vector of
rows counts for no limit of memory. So what could multiply its input (``repeat``, ``lpad``,
``replace``) is bounded here, and what makes values from numbers alone (``range``) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from math import prod
from typing import Any, TypeAlias

MOST_BYTES = 200_000
"""What all steps of an expression may take for one row; DuckDB works on 2,048 rows at once."""

COLUMN_BYTES = 100
"""What a value of a column is taken to have."""

_FIXED = 16
_LONGEST_FORMAT = 1_000
_LARGEST_ARRAY = 1_000

Node: TypeAlias = dict[str, Any]

REFUSED = frozenset(
    """
    alias bitstring cast_to_type combine create_sort_key enum_code enum_first enum_last enum_range
    enum_range_boundary equi_width_bins finalize generate_series get_type hive_partition_component
    icu_sort_key index_key invoke json_deserialize_sql json_serialize_plan json_serialize_sql
    array_resize list_resize make_type parse_duckdb_log_message range remap_struct replace_type
    to_aggregate_state unpivot_list vertex_extract
    """.split()
)
"""Functions that make lists or texts of any length from a number, or show DuckDB's inside."""

_REFUSED_FAMILIES = ("st_", "variant_")
_ARITHMETIC = frozenset(["+", "-", "*", "/", "%", "//", "**", "^", "&", "|", "<<", ">>", "~"])
_FACTORS = {
    "hex": 2, "to_hex": 2, "base64": 2, "to_base64": 2, "bin": 8, "to_binary": 8, "url_encode": 3,
    "regexp_escape": 2, "to_json": 6, "json_quote": 6, "array_to_json": 6, "row_to_json": 6,
    "json_object": 6, "json_array": 6, "json_pretty": 50, "translate": 4, "strftime": 20,
    "string_split": 20, "split": 20, "str_split": 20, "string_to_array": 20,
    "regexp_extract_all": 20, "regexp_split_to_array": 20, "string_split_regex": 20,
    "str_split_regex": 20,
}  # fmt: skip
_MULTIPLIED = frozenset(
    ["replace", "regexp_replace", "list_aggregate", "list_aggr", "array_aggregate", "array_aggr"]
)
_COMPARED = frozenset(
    """
    damerau_levenshtein editdist3 hamming jaccard jaro_similarity jaro_winkler_similarity
    levenshtein mismatches
    """.split()
)
"""Functions whose time grows with the product of the lengths that they compare."""


class UnboundedError(ValueError):
    """An expression whose values could become too large; "what: how to mend it"."""


def require_refused_left_out(name: str) -> None:
    """Raises UnboundedError for a function that no bound can be told of."""
    if name in REFUSED or name.startswith(_REFUSED_FAMILIES):
        raise UnboundedError(
            f"calls {name}(), which makes values of any length or shows the database's inside: "
            f"leave it out"
        )


def require_bounded(tree: Node, fixed: Callable[[str], bool]) -> None:
    """Raises UnboundedError unless all steps for one row fit MOST_BYTES.

    ``fixed`` says which functions give numbers, moments or truth values alone.
    """
    order = [tree]
    for node in order:
        order += _children(node)
    sizes: dict[int, int] = {}
    numbers: dict[int, int | None] = {}
    total = 0
    for node in reversed(order):
        parts = _children(node)
        own = [sizes[id(part)] for part in parts]
        known = [numbers[id(part)] for part in parts]
        size, work = _size(node, parts, own, known, fixed)
        sizes[id(node)] = size
        numbers[id(node)] = _number(node, known, own)
        total += size + work
        if total > MOST_BYTES:
            raise UnboundedError(
                f"takes over {MOST_BYTES:,} characters to work out for one row: repeat and join "
                f"less in it"
            )


def _size(
    node: Node,
    parts: list[Node],
    sizes: list[int],
    numbers: list[int | None],
    fixed: Callable[[str], bool],
) -> tuple[int, int]:
    """What a step makes at most, and what it takes beside that."""
    match node["class"]:
        case "COLUMN_REF":
            return COLUMN_BYTES, 0
        case "CONSTANT":
            return len(_text(node)) + 1, 0
        case "CAST":
            return sum(sizes) + 40, 0
        case "CASE":
            return max(sizes, default=_FIXED), 0
        case "OPERATOR":
            return max(sizes, default=_FIXED), 0
        case "TYPE":
            if node.get("type_name", "").lower() == "array":
                _require_small_array(parts)
            return _FIXED, 0
        case "FUNCTION":
            return _made(node["function_name"].lower(), parts, sizes, numbers, fixed)
    return _FIXED, 0


def _made(
    name: str,
    parts: list[Node],
    sizes: list[int],
    numbers: list[int | None],
    fixed: Callable[[str], bool],
) -> tuple[int, int]:
    if name == "repeat":
        return sizes[0] * _count(name, numbers) if sizes else _FIXED, 0
    if name in ("lpad", "rpad"):
        return 4 * _count(name, numbers), 0
    if name in ("format", "printf"):
        return sum(sizes) + _widths(name, parts), 0
    if name in ("bar", "to_base"):
        return 3_000, 0
    if name in _MULTIPLIED:
        return prod(size + 1 for size in (sizes[0], *sizes[2:])) if sizes else _FIXED, 0
    if name in _COMPARED:
        return _FIXED, prod(sizes)
    if name in _ARITHMETIC or fixed(name):
        return _FIXED, 0
    return (sum(sizes) + _FIXED * (len(sizes) + 1)) * _FACTORS.get(name, 1), 0


def _count(name: str, numbers: list[int | None]) -> int:
    count = numbers[1] if len(numbers) > 1 else 0
    if count is None:
        raise UnboundedError(
            f"calls {name}() with a count that can be any number: write least(…, 100) around it"
        )
    return max(count, 0)


def _widths(name: str, parts: list[Node]) -> int:
    """The widths that a format asks for, all together."""
    if not parts or parts[0]["class"] != "CONSTANT":
        raise UnboundedError(f"calls {name}() with a format of a column: write the format out")
    form = _text(parts[0])
    found = [int(number[:12]) for number in re.findall(r"\d+", form)]
    if "*" in form or re.search(r"\{[^{}]*\{", form) or max(found, default=0) > _LONGEST_FORMAT:
        raise UnboundedError(
            f"calls {name}() with a width that is not written out or over {_LONGEST_FORMAT:,}: "
            f"pad less"
        )
    return sum(found)


def _number(node: Node, numbers: list[int | None], sizes: list[int]) -> int | None:
    """The largest number that a step gives, as far as that can be told."""
    if node["class"] == "CONSTANT":
        text = _text(node)
        return int(text) if re.fullmatch(r"\d{1,12}", text) else None
    if node["class"] == "CAST":
        return numbers[0] if numbers else None
    if node["class"] != "FUNCTION":
        return None
    name, known = node["function_name"].lower(), [each for each in numbers if each is not None]
    if name == "least":
        return min(known, default=None)
    if name in ("%", "mod", "fmod"):
        return numbers[1] if len(numbers) > 1 else None
    if name in ("len", "length", "strlen"):
        return sizes[0] if sizes else None
    if len(known) < len(numbers) or not known:
        return None
    if name in ("+", "greatest"):
        return sum(known)
    if name == "-":
        return known[0] if len(known) > 1 else 0
    return prod(known) if name == "*" else None


def _require_small_array(parts: list[Node]) -> None:
    for part in parts:
        if part["class"] == "CONSTANT":
            size = _text(part)
            if not size.isdigit() or len(size) > 9 or int(size) > _LARGEST_ARRAY:
                raise UnboundedError(
                    f"casts to an array of {size[:20]} items: use at most {_LARGEST_ARRAY:,}"
                )


def _text(node: Node) -> str:
    literal = node.get("literal") or {}
    return str(literal.get("text") or "")


def _children(node: Node) -> list[Node]:
    return list(_below(value for key, value in node.items() if isinstance(value, dict | list)))


def _below(values: Any) -> Iterator[Node]:
    """The nearest expressions inside nested lists and mappings, in their order."""
    todo = list(values)[::-1]
    while todo:
        current = todo.pop()
        if isinstance(current, dict):
            if "class" in current:
                yield current
            else:
                todo += list(current.values())[::-1]
        elif isinstance(current, list):
            todo += current[::-1]
