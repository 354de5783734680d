"""Reading and writing specs; hostile text is one clear SpecError, never a hang or a traceback."""

from __future__ import annotations

import json
import time
from pathlib import Path

import jsonschema
import pytest
import yaml

from assets.errors import SpecError
from assets.schema.dataset import Dataset
from assets.schema.formats import (
    MAX_SPEC_BYTES,
    from_text,
    json_schema,
    read_spec,
    to_json,
    to_yaml,
)
from tests.fixtures.specs import shop, shop_data

SMALL = """
name: shop
tables:
  - name: books
    columns:
      - {name: id, type: integer, generator: {kind: sequence}}
"""


def _refused(text: str, match: str) -> str:
    began = time.monotonic()
    with pytest.raises(SpecError, match=match) as caught:
        from_text(text, where="spec.yaml")
    assert time.monotonic() - began < 5
    message = str(caught.value)
    assert message.startswith("spec.yaml: ")
    assert "\n" not in message
    assert len(message) < 2_000
    return message


def test_both_forms_are_read_back() -> None:
    assert from_text(to_yaml(shop())) == shop()
    assert from_text(to_json(shop())) == shop()


def test_yaml_is_short_and_in_the_order_of_the_spec() -> None:
    text = to_yaml(from_text(SMALL))
    assert yaml.safe_load(text) == yaml.safe_load(SMALL)
    assert text.startswith("name: shop\ntables:\n- name: books\n")


def test_json_with_tabs_is_json() -> None:
    assert from_text(json.dumps(shop_data(), indent="\t")) == shop()


@pytest.mark.parametrize("word", ["no", "null", "1e3", "2020-01-01", "0x10", "~", "=", "12:30"])
def test_names_that_yaml_takes_for_something_else_survive(word: str) -> None:
    name = word if word.isalnum() else "no"
    text = SMALL.replace("books", f"'{name}'").replace("shop", "shop\ndescription: '" + word + "'")
    dataset = from_text(text)
    assert dataset.description == word
    assert from_text(to_yaml(dataset)) == dataset


@pytest.mark.parametrize(
    "text", ["a\u2028b", "a\u0085b", "\ufeffa", "a\rb", "a\x07b", "\x7f", " a\n"]
)
def test_odd_characters_survive_both_forms(text: str) -> None:
    dataset = shop().model_copy(update={"description": text})
    assert from_text(to_yaml(dataset)).description == text
    assert from_text(to_json(dataset)).description == text


def test_json_schema_takes_what_is_valid_and_refuses_what_is_not() -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(to_json(shop())), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**shop_data(), "surprise": 1}, schema)


def test_unknown_fields_are_named_with_their_place() -> None:
    _refused(SMALL + "surprise: 1\n", "unknown field 'surprise'")
    message = _refused(SMALL.replace("type: integer", "type: integer, lenght: 3"), "lenght")
    assert "tables.books.columns.id" in message


def test_several_mistakes_are_told_at_once() -> None:
    text = SMALL.replace("integer", "intger").replace("name: shop", "name: Shop")
    message = _refused(text, "intger")
    assert "a dataset's name" in message


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "a spec is a mapping"),
        ("just words", "this is a str"),
        ("- a\n- b", "this is a list"),
        ("{}", "name: Field required"),
        ("a: [1, 2", "line 1"),
        ("a: b: c", "line 1"),
        ("\tname: x", "line 1"),
        ("name: !!python/object/apply:os.system ['true']", "line 1"),
        ("name: !!binary x", "YAML"),
        ("name: \x00", "YAML"),
        ("? [a]\n: b", "is not a text"),
        ("1: b", "is not a text"),
        ("a: 2020-13-45", "not YAML"),
        ("--- a\n--- b", "line"),
        ("\ud800", "YAML"),
        ("{" * 20 + '"a"', "YAML"),
        ('{"name": "a", "tables": []}', "at least 1 item"),
        ('{"name": "a", "tables": [], "name": "b"}', "'name' stands twice"),
        ("name: a\nname: b\n", "'name' stands twice"),
        ('{"name": ' + "9" * 5_000 + "}", "YAML"),
        ('{"name": "a", "tables": NaN}', "tables"),
    ],
)
def test_malformed_text_is_refused(text: str, match: str) -> None:
    _refused(text, match)


def test_aliases_are_refused_before_they_grow() -> None:
    laughs = 'a: &a ["lol","lol","lol","lol","lol","lol","lol","lol","lol"]\n'
    for one, other in zip("abcdefgh", "bcdefghi", strict=True):
        laughs += f"{other}: &{other} [{','.join([f'*{one}'] * 9)}]\n"
    _refused(laughs, "aliases are not allowed")
    _refused("a: &a\n  b: *a\n", "aliases are not allowed")


def test_deep_nesting_is_refused() -> None:
    _refused("[" * 50_000, "YAML")
    _refused("a: " + "[" * 3_000 + "]" * 3_000, "YAML|unknown field")
    _refused('{"a":' * 50_000, "YAML")
    generator = "{kind: sequence}"
    for _ in range(400):
        generator = f"{{kind: json, fields: {{a: {generator}}}}}"
    _refused(SMALL.replace("{kind: sequence}", generator), ".")


def test_a_mapping_with_many_keys_is_read_in_time() -> None:
    _refused("".join(f"key{number}: 1\n" for number in range(15_000)), "unknown field")


def test_a_name_of_300_characters_is_cut_in_the_message() -> None:
    message = _refused(SMALL.replace("books", "b" * 300), "has 300")
    assert "b" * 100 not in message


@pytest.mark.parametrize("name", ['"; drop', "../x", "b😀oks", "a\\tb", "a/b"])
def test_hostile_names_are_refused_with_their_place(name: str) -> None:
    quoted = json.dumps(name)
    _refused(SMALL.replace("books", quoted), "tables")
    _refused(SMALL.replace("name: id", f"name: {quoted}"), "columns")


def test_tables_and_columns_that_differ_in_case_only_are_refused() -> None:
    data = shop_data()
    data["tables"].append({**data["tables"][0], "name": "Customers", "foreign_keys": []})
    data["tables"][-1]["columns"] = data["tables"][-1]["columns"][:2]
    _refused(json.dumps(data), "'customers' and 'Customers' have the same name but for case")
    data = shop_data()
    data["tables"][1]["columns"].append({**data["tables"][1]["columns"][0], "name": "SHOP"})
    _refused(json.dumps(data), "'shop' and 'SHOP' of orders have the same name but for case")


def test_rows_have_limits() -> None:
    for rows in ("0", "-1", "1000000000000000000", "many", "1.5"):
        _refused(SMALL.replace("name: books", f"name: books\n    rows: {rows}"), "rows")
    rows = SMALL.replace("name: books", "name: books\n    rows: 1000000000000")
    assert from_text(rows).tables[0].rows == 10**12


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(SMALL, encoding="utf-8")
    assert isinstance(read_spec(path), Dataset)
    path.write_bytes(b"name: \xff\xfe")
    with pytest.raises(SpecError, match="UTF-8"):
        read_spec(path)
    with pytest.raises(SpecError, match="No such file"):
        read_spec(tmp_path / "nothing.yaml")
    with pytest.raises(SpecError, match="directory"):
        read_spec(tmp_path)
    with path.open("wb") as file:
        file.truncate(MAX_SPEC_BYTES + 1)
    with pytest.raises(SpecError, match="at most 20,000,000"):
        read_spec(path)
