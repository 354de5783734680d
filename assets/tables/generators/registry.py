"""Every generator kind by its name in the spec, and how a source is built from it."""

from __future__ import annotations

from assets.schema import generators as spec
from assets.schema.exactness import is_exact
from assets.tables.generators import (
    addresses,
    arrays,
    bank_accounts,
    booleans,
    byte_strings,
    choices,
    codes,
    companies,
    dates,
    decimals,
    durations,
    floats,
    hierarchies,
    integers,
    internet,
    json_objects,
    patterns,
    payment_cards,
    people,
    positions,
    products,
    reference_data,
    regexes,
    sequences,
    strings,
    text_lists,
    texts,
    times,
    timestamps,
    uuids,
    vehicles,
)
from assets.tables.generators.base import Kind, Source, Target
from assets.tables.generators.distributions.source import KIND as NUMBERS


def build_source(generator: spec.Generator, target: Target) -> Source:
    """The source of a column's values.

    Raises ValueError, saying how to mend it, when the generator cannot fill a column of that type.
    """
    kind = KINDS.get(generator.kind)
    if kind is None:
        raise ValueError(f"the kind {generator.kind} cannot stand inside another generator")
    if kind.arrays != target.type.is_array or target.type.kind not in kind.fills(generator):
        fitting = sorted(
            name
            for name, other in KINDS.items()
            if other.arrays == target.type.is_array and target.type.kind in other.types
        )
        raise ValueError(
            f"a generator of kind {generator.kind} cannot fill {target.type}: "
            f"use {', '.join(fitting)}"
        )
    if is_exact(generator) and not target.is_column:
        raise ValueError(
            f"a {generator.kind} inside another generator has no rows of its own to count: "
            f"leave exact out"
        )
    return kind.build(generator, target)


KINDS: dict[str, Kind] = {
    "sequence": sequences.KIND,
    "position": positions.KIND,
    "integer": integers.KIND,
    "decimal": decimals.KIND,
    "float": floats.KIND,
    "normal": NUMBERS,
    "lognormal": NUMBERS,
    "exponential": NUMBERS,
    "gamma": NUMBERS,
    "beta": NUMBERS,
    "poisson": NUMBERS,
    "binomial": NUMBERS,
    "geometric": NUMBERS,
    "zipf": NUMBERS,
    "pareto": NUMBERS,
    "triangular": NUMBERS,
    "histogram": NUMBERS,
    "mixture": NUMBERS,
    "boolean": booleans.KIND,
    "date": dates.KIND,
    "timestamp": timestamps.KIND,
    "time": times.KIND,
    "duration": durations.kind(build_source),
    "string": strings.KIND,
    "pattern": patterns.KIND,
    "regex": regexes.KIND,
    "uuid": uuids.KIND,
    "choice": choices.KIND,
    "pool": text_lists.KIND,
    "hierarchy": hierarchies.KIND,
    "person": people.KIND,
    "address": addresses.KIND,
    "company": companies.KIND,
    "product": products.KIND,
    "payment_card": payment_cards.KIND,
    "bank_account": bank_accounts.KIND,
    "vehicle": vehicles.KIND,
    "code": codes.KIND,
    "reference_data": reference_data.KIND,
    "internet": internet.KIND,
    "text": texts.KIND,
    "json": json_objects.kind(build_source),
    "array": arrays.kind(build_source),
    "bytes": byte_strings.KIND,
}
