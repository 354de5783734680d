"""A generator's parameters as one line."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from assets.schema.generators import Generator
from studio_ui.editing import generator_kinds, parameters
from tests.unit.studio_ui.editing_strategies import TYPES, generators, texts

GENERATOR = TypeAdapter[Any](Generator)


@given(st.sampled_from(TYPES).flatmap(generators))
def test_every_line_is_read_back(generator: dict[str, Any]) -> None:
    kind = generator["kind"]
    wanted = {name: value for name, value in generator.items() if name != "kind"}
    line = parameters.to_text(kind, wanted)
    assert "\n" not in line
    assert parameters.from_text(kind, line) == wanted


@given(st.one_of(texts, st.integers(), st.booleans(), st.lists(texts, max_size=3)))
def test_every_field_is_read_back(value: Any) -> None:
    read = parameters.value_from_text(parameters.value_to_text(value))
    assert read == value or (value == "" and read is None)


@pytest.mark.parametrize("kind", generator_kinds.kinds())
def test_every_kind_starts_valid(kind: str) -> None:
    GENERATOR.validate_python({"kind": kind, **generator_kinds.starting_parameters(kind)})


@pytest.mark.parametrize("type_text", [*TYPES, "bytes(4)", "char(1)", "what is this"])
def test_every_type_has_a_valid_generator(type_text: str) -> None:
    GENERATOR.validate_python(generator_kinds.default_generator(type_text))


def test_dates_and_times_stay_text() -> None:
    read = parameters.from_text("date", "min: 2020-01-01, max: 12:30:00")
    assert read == {"min": "2020-01-01", "max": "12:30:00"}
    assert parameters.to_text("date", {"min": "2020-01-01"}) == "min: 2020-01-01"


def test_words_that_yaml_used_to_take_for_booleans_stay_words() -> None:
    assert parameters.from_text("choice", "values: [NO, yes, on]") == {
        "values": ["NO", "yes", "on"]
    }


def test_an_expression_needs_no_quotes_and_no_name() -> None:
    sql = "coalesce(a, b) # 'c': d"
    assert parameters.from_text("expression", sql) == {"sql": sql}
    assert parameters.from_text("expression", f"sql: {sql}") == {"sql": sql}


@pytest.mark.parametrize("line", ["1", "min", "min: &a 1, max: *a", "min: 1 max: 2: 3", "?"])
def test_what_is_no_list_of_parameters_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="write"):
        parameters.from_text("integer", line)
