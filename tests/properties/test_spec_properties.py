"""What holds for every valid spec: its forms lose nothing, and its changes lead where they say."""

from __future__ import annotations

import json
from typing import get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from assets.schema.changes import apply, changes_from, describe, diff
from assets.schema.dataset import Dataset, dataset_from
from assets.schema.formats import from_text, to_json, to_yaml
from assets.schema.generators import Generator
from tests.properties.derived_strategies import DERIVED
from tests.properties.generator_strategies import GENERATORS
from tests.properties.spec_strategies import datasets, related

slow_to_draw = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
)


def test_every_kind_of_generator_has_a_strategy() -> None:
    union = get_args(get_args(Generator)[0])
    assert {kind.model_fields["kind"].default for kind in union} == set(GENERATORS) | set(DERIVED)


@slow_to_draw
@given(datasets())
def test_yaml_and_json_lose_nothing(dataset: Dataset) -> None:
    for text in (to_yaml(dataset), to_json(dataset), dataset.canonical_json()):
        again = from_text(text)
        assert again == dataset
        assert again.version == dataset.version


@given(st.one_of(*DERIVED.values()))
def test_derived_kinds_survive_json(pair: tuple[str, Generator]) -> None:
    adapter: TypeAdapter[Generator] = TypeAdapter(Generator)
    assert adapter.validate_json(adapter.dump_json(pair[1])) == pair[1]
    assert adapter.validate_python(pair[1].model_dump(exclude_defaults=True)) == pair[1]


@slow_to_draw
@given(related, related)
def test_a_diff_leads_from_any_spec_to_any_other(old: Dataset, new: Dataset) -> None:
    reached = apply(old, diff(old, new))
    assert reached == new
    assert reached.canonical_json() == new.canonical_json()


@slow_to_draw
@given(datasets())
def test_a_diff_from_nothing_makes_the_whole_spec(dataset: Dataset) -> None:
    assert apply(None, diff(None, dataset)).canonical_json() == dataset.canonical_json()
    assert diff(dataset, dataset) == []


@slow_to_draw
@given(related, related)
def test_changes_survive_json_and_are_told_in_one_line(old: Dataset, new: Dataset) -> None:
    changes = diff(old, new)
    plain = json.loads(json.dumps([change.model_dump(mode="json") for change in changes]))
    assert changes_from(plain) == changes
    for change in changes:
        line = describe(change)
        assert line
        assert "\n" not in line
        assert len(line) < 600


@slow_to_draw
@given(datasets())
def test_validating_again_changes_nothing(dataset: Dataset) -> None:
    data = dataset.model_dump(mode="json")
    assert dataset_from(data).canonical_json() == dataset.canonical_json()


@slow_to_draw
@given(datasets(), st.data())
def test_a_diff_leads_to_any_other_order(old: Dataset, data: st.DataObject) -> None:
    """Of tables, columns and foreign keys, which may stand twice in a list."""
    tables = []
    for table in data.draw(st.permutations(old.tables)):
        keys = table.foreign_keys
        if keys:
            keys = data.draw(st.lists(st.sampled_from(keys), min_size=1, max_size=4))
        kept = {name for key in [*keys, *table.polymorphic_keys] for name in key.columns}
        columns = [
            column
            for column in data.draw(st.permutations(table.columns))
            if column.generator is not None or column.name in kept
        ]
        tables.append({**dict(table), "columns": columns, "foreign_keys": keys})
    new = Dataset(**{**dict(old), "tables": tables})
    assert apply(old, diff(old, new)).canonical_json() == new.canonical_json()
    assert apply(new, diff(new, old)).canonical_json() == old.canonical_json()
