"""The tables and references of a prompt, by its own nouns."""

from __future__ import annotations

from datetime import date

import pytest

from agents.knowledge.base import knowledge
from agents.planner import outline
from agents.quantities import read
from agents.quantities.quantity import Reading


def outlined(prompt: str) -> dict[str, set[str]]:
    """The tables of a prompt, each with those it refers to."""
    made = outline(prompt, knowledge(), read(prompt, date(2025, 6, 30)))
    return {table.name: {each.table for each in table.references} for table in made.tables}


@pytest.mark.parametrize(
    ("prompt", "tables"),
    [
        (
            "Haulage: trucks, drivers and trips. Every trip has one driver and one truck.",
            {"trucks": set(), "drivers": set(), "trips": {"drivers", "trucks"}},
        ),
        (
            "flights, passengers, airports, bookings",
            {
                "flights": {"airports"},
                "passengers": set(),
                "airports": set(),
                "bookings": {"flights", "passengers"},
            },
        ),
        (
            "A web shop with 200 customers, each with 1 to 3 orders; 5% of orders are returned",
            {
                "customers": set(),
                "orders": {"customers"},
                "order_items": {"orders", "products"},
                "products": set(),
            },
        ),
        (
            "Students enroll in courses taught by professors.",
            {
                "students": set(),
                "courses": {"professors"},
                "professors": set(),
                "enrollments": {"students", "courses"},
            },
        ),
        (
            "Authors write books; a book can have several authors. Each book appears in one or "
            "more editions.",
            {
                "authors": set(),
                "books": set(),
                "editions": {"books"},
                "book_authors": {"authors", "books"},
            },
        ),
        (
            "A user has one or more wallets. Transfers move an amount from a sender wallet to a "
            "receiver wallet.",
            {"users": set(), "wallets": {"users"}, "transfers": {"wallets"}},
        ),
        (
            "Invoices have line items. Customers get invoices.",
            {"customers": set(), "invoices": {"customers"}, "invoice_items": {"invoices"}},
        ),
        (
            "Vets treat pets. Each pet belongs to an owner. Visits are recorded with their price.",
            {"vets": set(), "pets": {"owners"}, "owners": set(), "visits": {"vets", "pets"}},
        ),
        (
            "customers, addresses, orders and products of an online shop",
            {
                "customers": set(),
                "addresses": {"customers"},
                "orders": {"customers", "addresses"},
                "products": set(),
                "order_items": {"orders", "products"},
            },
        ),
        (
            "The town library lends books to its members. Members borrow copies for a few weeks, "
            "can reserve titles that are out, and pay a fine if they bring them back late.",
            {
                "books": set(),
                "members": set(),
                "copies": {"books"},
                "loans": {"members", "copies"},
                "reservations": {"members", "books"},
                "fines": {"members", "loans"},
            },
        ),
        (
            "Store employees sell products to customers in 20 stores",
            {
                "stores": set(),
                "employees": {"stores"},
                "products": set(),
                "customers": set(),
                "sales": {"customers", "employees"},
                "sale_items": {"sales", "products"},
            },
        ),
        (
            "An online shop: customers put products in carts and place orders; products belong to "
            "categories and brands",
            {
                "customers": set(),
                "products": {"categories", "brands"},
                "carts": {"customers"},
                "orders": {"customers"},
                "categories": set(),
                "brands": set(),
                "cart_items": {"carts", "products"},
                "order_items": {"orders", "products"},
            },
        ),
        (
            "A library. Each book can have several authors and copies across 4 branches.",
            {
                "branches": set(),
                "books": set(),
                "authors": set(),
                "copies": {"books", "branches"},
                "book_authors": {"books", "authors"},
            },
        ),
        (
            "A supermarket: 1000 products from suppliers, sales with line items",
            {
                "customers": set(),
                "products": {"suppliers"},
                "suppliers": set(),
                "sales": {"customers"},
                "sale_items": {"sales", "products"},
            },
        ),
        (
            "Project management software as a service: accounts with users and projects, tasks "
            "assigned to users, comments and an activity log",
            {
                "accounts": set(),
                "users": {"accounts"},
                "projects": {"accounts"},
                "tasks": {"projects", "users"},
                "comments": {"tasks"},
                "activity_logs": {"users"},
            },
        ),
        (
            "A restaurant with tables, dishes, reservations, customers, shifts and waiters",
            {
                "tables": set(),
                "dishes": set(),
                "reservations": {"tables", "customers"},
                "customers": set(),
                "shifts": {"waiters"},
                "waiters": set(),
            },
        ),
        (
            "Car insurance: policyholders, vehicles, policies with coverages and claims",
            {
                "policyholders": set(),
                "vehicles": {"policyholders", "policies"},
                "policies": {"policyholders"},
                "coverages": {"policies"},
                "claims": {"policies"},
            },
        ),
        (
            "shipments from warehouses to customers",
            {
                "shipments": {"warehouses", "customers"},
                "warehouses": set(),
                "customers": set(),
            },
        ),
    ],
    ids=[
        "own nouns",
        "a list",
        "counted",
        "both many",
        "two ways",
        "roles",
        "parts",
        "left alone",
        "linked by what is core",
        "lent and borrowed",
        "sold by some to others",
        "parts of carts and orders",
        "of one of several",
        "listed on",
        "beside one that is meant",
        "what nothing refers to",
        "owners beside a link",
        "from and to",
    ],
)
def test_tables_are_named_by_the_nouns_of_the_prompt(
    prompt: str, tables: dict[str, set[str]]
) -> None:
    found = outlined(prompt)
    assert {name: found.get(name) for name in tables} == tables
    assert set(found) == set(tables)


def test_keys_take_the_noun_of_the_prompt() -> None:
    made = outline("trucks and their drivers", knowledge(), Reading(quantities=[]))
    trucks = next(table for table in made.tables if table.name == "trucks")
    assert trucks.primary_key == ["truck_id"]
    assert "truck_id" in {column.name for column in trucks.columns}


def test_rows_of_a_table_that_refer_to_others_of_it() -> None:
    made = outline(
        "Employees work in departments and report to a manager.",
        knowledge(),
        Reading(quantities=[]),
    )
    employees = next(table for table in made.tables if table.name == "employees")
    columns = {tuple(each.columns): each.table for each in employees.references}
    assert columns["manager_id",] == "employees"
