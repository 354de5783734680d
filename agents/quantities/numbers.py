"""Numbers as texts write them: ``10k``, ``1.5 million``, ``a dozen``, ``two thirds``, ``5%``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.quantities.tokens import Token

ONES = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: 10 * (value + 2)
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())
}
SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "millions": 1e6, "billion": 1e9,
    "trillion": 1e12, "dozen": 12.0, "dozens": 12.0, "lakh": 1e5, "crore": 1e7, "mio": 1e6,
    "mn": 1e6, "bn": 1e9,
}  # fmt: skip
SUFFIXES = {"k": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "b": 1e9, "bn": 1e9, "t": 1e12}
PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4,
    "fourths": 4, "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "eighth": 8,
    "eighths": 8, "ninth": 9, "tenth": 10, "tenths": 10, "twentieth": 20, "hundredth": 100,
}  # fmt: skip
CURRENCIES = {
    "€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "zł": "PLN", "eur": "EUR",
    "euro": "EUR", "euros": "EUR", "usd": "USD", "dollar": "USD", "dollars": "USD", "gbp": "GBP",
    "pound": "GBP", "pounds": "GBP", "chf": "CHF", "francs": "CHF", "jpy": "JPY", "yen": "JPY",
    "pln": "PLN", "brl": "BRL", "reais": "BRL", "inr": "INR", "rupees": "INR", "cad": "CAD",
    "aud": "AUD", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "czk": "CZK", "cny": "CNY",
    "mxn": "MXN", "kr": "SEK", "zar": "ZAR", "nzd": "NZD", "sgd": "SGD", "hkd": "HKD", "try": "TRY",
    "huf": "HUF", "krw": "KRW", "bucks": "USD", "quid": "GBP", "sfr": "CHF", "aed": "AED",
}  # fmt: skip
UNITS = {
    "year": "year",
    "years": "year",
    "month": "month",
    "months": "month",
    "week": "week",
    "weeks": "week",
    "day": "day",
    "days": "day",
    "hour": "hour",
    "hours": "hour",
    "h": "hour",
    "minute": "minute",
    "minutes": "minute",
    "min": "minute",
    "mins": "minute",
    "decades": "decade",
    "second": "second",
    "seconds": "second",
    "ms": "ms",
    "kg": "kg",
    "kilos": "kg",
    "g": "g",
    "grams": "g",
    "mg": "mg",
    "lbs": "lb",
    "lb": "lb",
    "km": "km",
    "kilometers": "km",
    "kilometres": "km",
    "miles": "mile",
    "meters": "m",
    "metres": "m",
    "cm": "cm",
    "mm": "mm",
    "l": "l",
    "liters": "l",
    "litres": "l",
    "ml": "ml",
    "kwh": "kWh",
    "kw": "kW",
    "mb": "MB",
    "gb": "GB",
    "tb": "TB",
    "kb": "KB",
    "°c": "°C",
    "celsius": "°C",
    "bpm": "bpm",
    "sqm": "sqm",
    "quarters": "quarter",
    "degrees": "°C",
    "degree": "°C",
    "m2": "sqm",
    "m²": "sqm",
    "sqft": "sqft",
    "sq": "sqm",
    "kilograms": "kg",
    "kilogram": "kg",
    "kilo": "kg",
    "tonnes": "t",
    "tons": "t",
    "tonne": "t",
    "ton": "t",
    "pounds-weight": "lb",
    "ounces": "oz",
    "oz": "oz",
    "feet": "ft",
    "ft": "ft",
    "inches": "inch",
    "inch": "inch",
    "watts": "W",
    "w": "W",
    "volts": "V",
    "v": "V",
    "mbps": "Mbps",
    "gbps": "Gbps",
    "kcal": "kcal",
    "calories": "kcal",
    "kmh": "km/h",
    "mph": "mph",
    "kph": "km/h",
    "hpa": "hPa",
    "bar": "bar",
    "ppm": "ppm",
    "db": "dB",
    "hz": "Hz",
    "khz": "kHz",
    "mhz": "MHz",
    "ghz": "GHz",
    "nights": "night",
    "night": "night",
    "mmhg": "mmHg",
    "hectares": "ha",
    "ha": "ha",
    "acres": "acre",
    "gigabytes": "GB",
    "megabytes": "MB",
    "terabytes": "TB",
    "kilobytes": "KB",
    "milliseconds": "ms",
    "secs": "second",
    "hrs": "hour",
    "yrs": "year",
    "fahrenheit": "°F",
    "kelvin": "K",
    "centimeters": "cm",
    "centimetres": "cm",
    "meter": "m",
    "litre": "l",
    "liter": "l",
    "mile": "mile",
    "kilometer": "km",
    "kilometre": "km",
}
SIGNS = {"c": "°C", "f": "°F", "k": "K"}
"""Letters that are a unit after a sign for degrees, or as capitals after a number."""  # fmt: skip
TIME_UNITS = frozenset({"year", "month", "week", "day", "quarter", "decade"})
VAGUE = {"few": (2, 4), "several": (3, 7), "handful": (3, 6)}
"""Words for some, with what they may mean."""
PERCENT = frozenset({"%", "percent", "pct", "percents", "prozent"})
_GROUPS = re.compile(r"[0-9]{1,3}([.,'’_ \u00a0\u202f])[0-9]{3}(?:\1[0-9]{3})*(?:[.,][0-9]+)?\Z")
LARGEST = 1e15


def literal(text: str, *, decimal_point: bool = False) -> float | None:
    """The value of digits with separators, None if they are no number (``1.2.3``).

    ``1,000`` and ``1.000`` are a thousand; with ``decimal_point`` the second is one.
    """
    grouped = _GROUPS.match(text)
    if grouped and not text.startswith("0"):
        mark = grouped.group(1)
        if not (mark == "." and decimal_point and text.count(".") == 1 and "," not in text):
            rest = text.replace(mark, "", text.count(mark))
            return _value(rest.replace(",", "."))
    plain = text.replace(",", ".")
    return _value(plain) if plain.count(".") <= 1 else None


def _value(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if "_" not in text and value <= LARGEST else None


def spelled(tokens: Sequence[Token], at: int) -> tuple[float, int] | None:
    """The number in words from ``at`` on, and how many tokens it takes.

    ``three hundred``, ``a dozen``, ``twenty-five``, ``two thousand and ten``.
    """
    total, current, index, seen = 0.0, 0.0, at, False
    if tokens[at].lower in ("a", "an"):
        if at + 1 < len(tokens) and tokens[at + 1].lower in SCALES:
            current, index, seen = 1.0, at + 1, True
        else:
            return None
    limit = min(len(tokens), at + 12)
    while index < limit:
        word = tokens[index].lower
        small = _small(word)
        if small is not None:
            if seen and (current % 10 or small >= 10) and current % 100:
                break
            current += small
        elif word in SCALES and seen:
            if word == "hundred" or word.startswith("dozen"):
                current *= SCALES[word]
            else:
                total, current = total + (current or 1) * SCALES[word], 0.0
        elif word == "and" and seen and index + 1 < limit and (total or current >= 100):
            if _small(tokens[index + 1].lower) is None or current % 100:
                break
        else:
            break
        seen = True
        index += 1
        if _is_half(tokens, index) and _scale_at(tokens, index + 3):
            current += 0.5
            index += 3
    return (total + current, index - at) if seen else None


def _is_half(tokens: Sequence[Token], at: int) -> bool:
    """Whether ``and a half`` begins at a token."""
    return [token.lower for token in tokens[at : at + 3]] == ["and", "a", "half"]


def _scale_at(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].lower in SCALES


def _small(word: str) -> int | None:
    if word in ONES:
        return ONES[word]
    if word in TENS:
        return TENS[word]
    tens, dash, one = word.partition("-")
    return TENS[tens] + ONES[one] if dash and tens in TENS and 0 < ONES.get(one, 0) < 10 else None
