"""The measures on cases made by hand, and the cases' own soundness."""

from __future__ import annotations

import re

import pytest

from assets.schema.dataset import Dataset
from tests.evaluation.case_files import read_cases
from tests.evaluation.liam import LIAM, read_liam
from tests.evaluation.metrics import Comparison
from tests.evaluation.names import lemma, matches
from tests.evaluation.reference import Case, ReferenceTable, RowCheck, tables_of
from tests.evaluation.results import measured

CUSTOMERS = ReferenceTable("customers", ("id", "name"), (frozenset({"id"}),))
ORDERS = ReferenceTable(
    "orders", ("id", "customer_id", "status"), (frozenset({"id"}),), ("customers",)
)

ONE = {"kind": "choice", "values": ["Returned"]}
SHOP = Dataset.model_validate(
    {
        "name": "shop",
        "tables": [
            {
                "name": "Customer",
                "rows": 50,
                "primary_key": ["customer_id"],
                "columns": [
                    {"name": "customer_id", "type": "bigint", "generator": {"kind": "sequence"}},
                    {"name": "name", "type": "text", "generator": ONE},
                ],
            },
            {
                "name": "purchase_orders",
                "primary_key": ["id"],
                "per_parent": {
                    "columns": ["buyer"],
                    "count": {"kind": "integer", "min": 2, "max": 2},
                },
                "foreign_keys": [
                    {
                        "columns": ["buyer"],
                        "references": "Customer",
                        "references_columns": ["customer_id"],
                    }
                ],
                "columns": [
                    {"name": "id", "type": "bigint", "generator": {"kind": "sequence"}},
                    {"name": "buyer", "type": "bigint"},
                    {"name": "status", "type": "text", "generator": ONE},
                ],
            },
        ],
    }
)


@pytest.mark.parametrize(
    ("name", "owner", "expected"),
    [
        ("OrderItems", "", "order item"),
        ("order_item", "", "order item"),
        ("customer_id", "customers", "id"),
        ("customer_id", "orders", "customer id"),
        ("customer", "customers", "customer"),
    ],
)
def test_names_are_the_same_in_any_case_and_number(name: str, owner: str, expected: str) -> None:
    assert lemma(name, owner) == expected


def test_the_same_name_is_taken_before_a_near_one() -> None:
    assert matches([["customer order"], ["order"]], ["order"]) == {1: 0}


def test_names_that_are_far_apart_do_not_match() -> None:
    assert matches([["customer"]], ["shipment"]) == {}


def test_another_name_of_a_thing_is_as_good() -> None:
    assert matches([["student", "pupil"]], ["pupil"]) == {0: 0}


def test_a_proposal_like_its_reference_is_all_right() -> None:
    same = Comparison((CUSTOMERS, ORDERS), (CUSTOMERS, ORDERS))
    scores = (same.tables, same.columns, same.primary_keys, same.foreign_keys)
    assert [score.f1 for score in scores] == [1.0, 1.0, 1.0, 1.0]


def test_what_is_missing_and_what_is_too_much_count_against_it() -> None:
    extra = ReferenceTable("shipments", ("id", "x"), (frozenset({"id"}),), ("customers",))
    found = Comparison((CUSTOMERS, ORDERS), (CUSTOMERS, extra))
    assert found.tables.f1 == 0.5
    assert found.columns.f1 == pytest.approx(2 * 2 / (5 + 4))
    assert found.primary_keys.recall == 0.5
    assert found.foreign_keys.f1 == 0.0


def test_a_key_of_other_columns_is_wrong_and_any_of_the_right_ones_right() -> None:
    pairs = ReferenceTable(
        "pairs", ("id", "a", "b"), (frozenset({"id"}), frozenset({"a", "b"})), ()
    )
    for key, right in (({"a", "b"}, 1), ({"id"}, 1), ({"a"}, 0)):
        proposed = ReferenceTable("pairs", ("id", "a", "b"), (frozenset(key),))
        assert Comparison((pairs,), (proposed,)).primary_keys.right == right


def test_statements_are_checked_in_the_rows_by_matched_names() -> None:
    orders = ReferenceTable(
        "orders", ("id", "customer_id", "status"), (frozenset({"id"}),), ("customers",)
    )
    checks = (
        RowCheck("right", ("select count(*) from {customers}",), 50),
        RowCheck("per parent", ("select max(n) from {orders per customers}",), 2),
        RowCheck("state", ("select avg({orders?returned}::int) from {orders}",), 1),
        RowCheck("near", ("select 0.11",), 0.1, 0.02),
        RowCheck("one of two", ("select count(*) from {customers.nothing}", "select true"), True),
        RowCheck("wrong", ("select count(*) from {orders}",), 99),
        RowCheck("absent", ("select max({shipments.weight}) from {shipments}",), 1),
    )
    renamed = ReferenceTable("purchase_orders", orders.columns, orders.keys, orders.parents)
    case = Case("shop", "", (CUSTOMERS, renamed), tuple(_renamed(check) for check in checks))
    result = measured(case, lambda _: SHOP)
    assert [failure.split(":")[0] for failure in result.failures] == ["wrong", "absent"]
    assert result.quantities.recall == pytest.approx(5 / 7)


def _renamed(check: RowCheck) -> RowCheck:
    queries = tuple(query.replace("{orders", "{purchase_orders") for query in check.queries)
    return RowCheck(check.states, queries, check.expect, check.tolerance)


def test_a_proposer_that_fails_has_found_nothing() -> None:
    def fails(prompt: str) -> Dataset:
        raise RuntimeError("no idea")

    result = measured(Case("shop", "", (CUSTOMERS,), (RowCheck("rows", ("select 1",), 1),)), fails)
    assert result.error == "RuntimeError: no idea"
    assert [score.right for score in result.scores.values()] == [0, 0, 0, 0, 0]


def test_a_dataset_is_seen_in_the_form_of_a_reference() -> None:
    customers, orders = tables_of(SHOP)
    assert customers.keys == (frozenset({"customer_id"}),)
    assert orders.parents == ("Customer",)


def test_a_table_of_a_case_has_the_names_that_its_prompt_has() -> None:
    school = next(case for case in read_cases("dev") if case.name == "school/line")
    pupils = school.tables[1]
    assert (pupils.name, pupils.others, pupils.parents) == ("students", ("pupils",), ("classes",))
    assert pupils.columns == ("id", "class_id", "name", "birth_date")


def test_each_domain_has_cases_in_both_splits() -> None:
    domains = {split: {_domain(case) for case in read_cases(split)} for split in ("dev", "test")}
    assert domains["dev"] == domains["test"]
    assert len(domains["dev"]) >= 20
    assert sum(len(read_cases(split)) for split in ("dev", "test")) >= 60


def _domain(case: Case) -> str:
    return case.name.split("/")[0]


@pytest.mark.parametrize("split", ["dev", "test"])
def test_references_and_checks_name_tables_that_are_there(split: str) -> None:
    for case in read_cases(split):
        tables = {table.name: table for table in case.tables}
        for table in case.tables:
            assert set(table.parents) <= set(tables), case.name
        for check in case.checks:
            for query in check.queries:
                for first, per in re.findall(r"\{(\w+)(?:(?:->| per )(\w+))?", query):
                    assert first in tables, (case.name, query)
                    assert not per or per in tables[first].parents, (case.name, query)


def test_the_prompts_of_liam_have_tables_with_keys() -> None:
    if not LIAM.exists():
        pytest.skip(f"there is no {LIAM}")
    cases = read_liam()
    assert len(cases) >= 15
    assert all(case.prompt and case.tables for case in cases)
