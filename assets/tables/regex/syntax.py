"""The syntax of Python's regular expressions, as far as words can be made from it."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_CHARACTERS = 1_000
_MOST_DEPTH = 40
_MOST_LETTERS = 70_000
_SHORT = 40

Range = tuple[int, int]


@dataclass(frozen=True)
class Letter:
    """One character out of ``ranges`` of code points, both ends included, in order and apart."""

    ranges: tuple[Range, ...]


@dataclass(frozen=True)
class Joined:
    """One part after the other; without parts the empty word."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Either:
    options: tuple[Node, ...]


@dataclass(frozen=True)
class Repeat:
    part: Node
    low: int
    high: int


@dataclass(frozen=True)
class Anchor:
    """The start or the end of the text."""

    is_start: bool


Node = Letter | Joined | Either | Repeat | Anchor

_PRINTABLE: Range = (0x20, 0x7E)
_CLASSES: dict[str, tuple[Range, ...]] = {
    "d": ((0x30, 0x39),),
    "s": ((0x20, 0x20),),
    "w": ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)),
}
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r"}
_BRACES = re.compile(r"\{(?:(\d+)|(\d*),(\d*))\}")
_HEX = {"x": 2, "u": 4, "U": 8}
_REFUSED = {
    "(?=": "looks ahead", "(?!": "looks ahead", "(?<": "looks behind", "(?>": "is atomic",
    "(?(": "is conditional", "(?#": "is a comment", "(?P=": "refers back",
}  # fmt: skip


def parse(pattern: str, most_repeats: int) -> Node:
    """The pattern as a tree without anchors. Raises ValueError for what is not supported."""
    if len(pattern) > MOST_CHARACTERS:
        raise ValueError(
            f"the pattern has {len(pattern):,} characters, at most {MOST_CHARACTERS:,} are read: "
            f"shorten it"
        )
    parser = _Parser(pattern, most_repeats)
    node = parser.either(0)
    if parser.at < len(pattern):
        raise parser.refusal("has a ) that closes nothing", "remove it, or write \\)")
    return _without_anchors(node, pattern, first=True, last=True)


class _Parser:
    def __init__(self, pattern: str, most_repeats: int) -> None:
        self.pattern, self.at = pattern, 0
        self._most_repeats = most_repeats
        self._names: set[str] = set()

    def refusal(self, problem: str, repair: str) -> ValueError:
        shown = self.pattern if len(self.pattern) <= _SHORT else self.pattern[:_SHORT] + "…"
        return ValueError(f"the pattern {shown!r}, character {self.at + 1}, {problem}: {repair}")

    def either(self, depth: int) -> Node:
        if depth > _MOST_DEPTH:
            raise self.refusal(f"nests groups deeper than {_MOST_DEPTH}", "flatten it")
        options = [self._joined(depth)]
        while self._peek() == "|":
            self.at += 1
            options.append(self._joined(depth))
        return options[0] if len(options) == 1 else Either(tuple(options))

    def _joined(self, depth: int) -> Node:
        parts: list[Node] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeated(self._single(depth)))
        return parts[0] if len(parts) == 1 else Joined(tuple(parts))

    def _peek(self, size: int = 1) -> str:
        return self.pattern[self.at : self.at + size]

    def _repeated(self, part: Node) -> Node:
        found = self._quantifier()
        if found is None:
            return part
        if isinstance(part, Anchor):
            raise self.refusal("repeats an anchor", "remove the repeat")
        if self._peek() == "?":
            self.at += 1
        elif self._peek() == "+":
            raise self.refusal("has a possessive repeat", "remove its second +")
        if self._quantifier() is not None:
            raise self.refusal("repeats a repeat", "put the inner one into (?:…)")
        low, high = found
        return Repeat(part, low, high)

    def _quantifier(self) -> tuple[int, int] | None:
        """The repeat that stands here, which is read, or None."""
        sign = self._peek()
        if sign and sign in "*+?":
            self.at += 1
            return {"*": (0, self._most_repeats), "+": (1, self._most_repeats)}.get(sign, (0, 1))
        braces = _BRACES.match(self.pattern, self.at) if sign == "{" else None
        if braces is None:
            return None
        exact, low, high = braces.groups()
        if max(map(len, (exact or "", low or "", high or ""))) > 6:
            raise self.refusal("has a very large repeat", "use at most six digits")
        least = int(exact or low or 0)
        most = int(exact or high) if exact or high else max(least, self._most_repeats)
        if most < least:
            raise self.refusal(f"repeats {least} to {most} times", "swap the numbers")
        self.at = braces.end()
        return least, most

    def _single(self, depth: int) -> Node:
        character = self._peek()
        if character == "(":
            return self._group(depth)
        if character == "[":
            return self._class()
        if character == "\\":
            return self._escape()
        if character in "*+?" or (character == "{" and _BRACES.match(self.pattern, self.at)):
            raise self.refusal("repeats nothing", f"write \\{character} for the character")
        self.at += 1
        if character in "^$":
            return Anchor(character == "^")
        return Letter((_PRINTABLE,)) if character == "." else self._letter(ord(character))

    def _letter(self, code: int) -> Letter:
        if code == 0 or 0xD800 <= code <= 0xDFFF:
            raise self.refusal(f"names U+{code:04X}, which is no text", "remove it")
        return Letter(((code, code),))

    def _group(self, depth: int) -> Node:
        if self._peek(2) == "(?":
            self._group_head()
        else:
            self.at += 1
        node = self.either(depth + 1)
        if self._peek() != ")":
            raise self.refusal("ends inside a group", "add the missing )")
        self.at += 1
        return node

    def _group_head(self) -> None:
        if self._peek(3) == "(?:":
            self.at += 3
            return
        named = re.compile(r"\(\?P<([A-Za-z_]\w*)>", re.ASCII).match(self.pattern, self.at)
        if named is not None and named[1] not in self._names:
            self._names.add(named[1])
            self.at = named.end()
            return
        for head, what in _REFUSED.items():
            if self._peek(len(head)) == head:
                raise self.refusal(f"{what}, which cannot be generated", "leave that group out")
        raise self.refusal("has an unknown kind of group", "use (…), (?:…) or (?P<name>…)")

    def _escape(self) -> Node:
        follows = self._peek(2)[1:]
        if follows in ("A", "Z"):
            self.at += 2
            return Anchor(follows == "A")
        if follows in ("b", "B"):
            raise self.refusal("looks at word boundaries", f"leave out \\{follows}")
        return Letter(self._escaped())

    def _escaped(self) -> tuple[Range, ...]:
        """What a backslash and the characters after it stand for."""
        follows = self._peek(2)[1:]
        if not follows:
            raise self.refusal("ends in a lone backslash", "remove it")
        self.at += 2
        if follows.lower() in _CLASSES:
            ranges = _CLASSES[follows.lower()]
            return ranges if follows.islower() else _complement(ranges)
        if follows in _CONTROLS:
            return self._letter(ord(_CONTROLS[follows])).ranges
        if follows in _HEX:
            digits = self._peek(_HEX[follows])
            if len(digits) != _HEX[follows] or not re.fullmatch(r"[0-9A-Fa-f]+", digits):
                raise self.refusal(f"has an incomplete \\{follows}", "complete its digits")
            self.at += len(digits)
            if int(digits, 16) > 0x10FFFF:
                raise self.refusal(f"names U+{digits}, which does not exist", "correct it")
            return self._letter(int(digits, 16)).ranges
        if follows.isdigit() and follows.isascii():
            raise self.refusal("refers back to a group", "write the group's content again")
        if follows.isalpha() and follows.isascii():
            raise self.refusal(f"has an unknown escape \\{follows}", "write the character itself")
        return self._letter(ord(follows)).ranges

    def _class(self) -> Node:
        self.at += 1
        negated = self._peek() == "^"
        self.at += negated
        ranges: list[Range] = []
        opened = self.at
        while self._peek() != "]" or self.at == opened:
            ranges += self._class_item()
        self.at += 1
        merged = _complement(_merged(ranges)) if negated else _merged(ranges)
        if not merged:
            raise self.refusal("leaves out every printable character", "narrow the class")
        if sum(high - low + 1 for low, high in merged) > _MOST_LETTERS:
            raise self.refusal(f"has a class of over {_MOST_LETTERS:,} characters", "narrow it")
        return Letter(merged)

    def _class_item(self) -> tuple[Range, ...]:
        low = self._class_end()
        if self._peek() != "-" or self._peek(2)[1:] in ("]", ""):
            return low
        self.at += 1
        high = self._class_end()
        if len(low) != 1 or len(high) != 1 or low[0][0] != low[0][1] or high[0][0] != high[0][1]:
            raise self.refusal("has a range whose end is a class", "write \\- for the character -")
        if low[0][0] > high[0][0]:
            raise self.refusal("has a range from high to low", "swap its ends")
        if low[0][0] <= 0xDFFF and high[0][0] >= 0xD800:
            raise self.refusal("has a range with surrogates, which are no text", "narrow it")
        return ((low[0][0], high[0][0]),)

    def _class_end(self) -> tuple[Range, ...]:
        character = self._peek()
        if not character:
            raise self.refusal("ends inside a class", "add the missing ]")
        if character == "\\":
            return self._escaped()
        self.at += 1
        return self._letter(ord(character)).ranges


def _merged(ranges: list[Range]) -> tuple[Range, ...]:
    merged: list[Range] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return tuple(merged)


def _complement(ranges: tuple[Range, ...]) -> tuple[Range, ...]:
    """The printable ASCII characters that are in none of the ranges, which are in order."""
    found, start = list[Range](), _PRINTABLE[0]
    for low, high in ranges:
        if start <= min(low - 1, _PRINTABLE[1]):
            found.append((start, min(low - 1, _PRINTABLE[1])))
        start = max(start, high + 1)
    if start <= _PRINTABLE[1]:
        found.append((start, _PRINTABLE[1]))
    return tuple(found)


def _without_anchors(node: Node, pattern: str, *, first: bool, last: bool) -> Node:
    """The tree without anchors at its edges; ``first`` and ``last`` say which edges it touches."""
    match node:
        case Letter():
            return node
        case Either(options):
            return Either(
                tuple(_without_anchors(o, pattern, first=first, last=last) for o in options)
            )
        case Repeat(part, low, high):
            return Repeat(_without_anchors(part, pattern, first=False, last=False), low, high)
        case Joined(parts):
            begin, end = 0, len(parts)
            while first and begin < end and parts[begin] == Anchor(is_start=True):
                begin += 1
            while last and end > begin and parts[end - 1] == Anchor(is_start=False):
                end -= 1
            kept = enumerate(parts[begin:end], begin)
            return Joined(
                tuple(
                    _without_anchors(
                        part, pattern, first=first and at == begin, last=last and at == end - 1
                    )
                    for at, part in kept
                )
            )
        case Anchor(is_start):
            if first if is_start else last:
                return Joined(())
            shown = pattern if len(pattern) <= _SHORT else pattern[:_SHORT] + "…"
            place = "start" if is_start else "end"
            raise ValueError(
                f"the pattern {shown!r} has an anchor away from its {place}: move it there, or "
                f"write a backslash before it for the character"
            )
