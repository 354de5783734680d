"""What a prompt says in numbers is so in the rows, whatever column it takes."""

from __future__ import annotations

import re
from datetime import date

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.knowledge.base import knowledge
from agents.planner import outline, propose
from agents.proposal import Proposal
from agents.quantities.reader import read
from assets.tables.engine import Engine

TODAY = date(2026, 7, 1)


def proposed(prompt: str) -> Proposal:
    reading = read(prompt, TODAY)
    return propose(outline(prompt, knowledge(), reading), reading)


def answer(proposal: Proposal, sql: str) -> object:
    """The one value of a query over the generated tables that it names."""
    engine = Engine(proposal.dataset)
    with duckdb.connect() as rows:
        for table in proposal.dataset.tables:
            if re.search(rf"\b{table.name}\b", sql):
                made = pa.Table.from_batches(engine.chunks(table.name), engine.schema(table.name))
                rows.register(table.name, made)
        found = rows.execute(sql).fetchone()
    assert found is not None
    return found[0]


def test_what_buyers_write_comes_after_what_they_bought_and_totals_add_up() -> None:
    made = proposed(
        "An online bookshop: 1k customers in Germany, each with 1 to 20 orders, orders have 1 to 5 "
        "lines; 5% of orders are returned; books cost 5 to 80 EUR, skewed low; reviews by a third "
        "of the buyers, mostly 4 and 5 stars"
    )
    assert not made.not_understood
    late = (
        "SELECT count(*) = 0 FROM reviews JOIN orders USING (order_id) WHERE "
        "reviews.created_at <= delivered_on OR delivered_on IS NULL "
        "OR reviews.customer_id <> orders.customer_id"
    )
    assert answer(made, late) is True
    sums = (
        "SELECT count(*) = 0 FROM orders JOIN (SELECT order_id, sum(subtotal) AS lines "
        "FROM order_lines GROUP BY order_id) USING (order_id) WHERE total_amount <> lines"
    )
    assert answer(made, sums) is True
    buyers = "SELECT count(DISTINCT customer_id) BETWEEN 332 AND 334 FROM reviews"
    assert answer(made, buyers) is True


@pytest.mark.parametrize(
    ("prompt", "sql"),
    [
        (
            "IoT: 50 sensors, each sends a measurement every 15 minutes during the last 24 hours.",
            "SELECT count(*) = 50 * 96 AND count(DISTINCT sensor_id) = 50 FROM measurements",
        ),
        (
            "A pizzeria with 900 orders. Orders have up to 8 items. Ratings 1-5, mostly 4 or 5.",
            "SELECT max(n) <= 8 AND max(n) > 5 FROM "
            "(SELECT count(*) AS n FROM order_items GROUP BY order_id)",
        ),
        (
            "A pizzeria with 900 orders. Ratings 1-5, mostly 4 or 5.",
            "SELECT avg((rating >= 4)::int) = 0.8 FROM orders",
        ),
        (
            "Basketball league with 16 teams of 12 players each, heights 180 to 220 cm.",
            "SELECT count(*) = 192 AND min(height_cm) >= 180 AND max(height_cm) <= 220 "
            "FROM players",
        ),
        (
            "Crowdfunding: 900 projects, 38% of them funded.",
            "SELECT count(*) = 900 AND avg((status = 'funded')::int) BETWEEN 0.37 AND 0.39 "
            "FROM projects",
        ),
        (
            "City government: 500 permits. Fees are 30, 60 or 120 EUR.",
            "SELECT list_sort(list_distinct(list(fee::int))) = [30, 60, 120] FROM permits",
        ),
        (
            "HR with 900 employees in 12 departments. Hire dates between 2010 and 2025.",
            "SELECT min(hire_date) >= DATE '2010-01-01' AND max(hire_date) <= DATE '2025-12-31' "
            "FROM employees",
        ),
        (
            "A hotel with 80 rooms, 50% double and 50% single, and 900 bookings, each for 1 to 10 "
            "nights, average 2.5.",
            "SELECT min(nights) = 1 AND max(nights) BETWEEN 5 AND 10 "
            "AND avg(nights) BETWEEN 2.3 AND 2.7 "
            "FROM bookings",
        ),
        (
            "A bank with 900 customers. 60% of the customers use the mobile app.",
            "SELECT avg(uses_mobile_app::int) = 0.6 FROM customers",
        ),
        (
            "An airline with 400 flights, fares from 50 to 900 USD, median 180.",
            "SELECT min(fare) >= 50 AND max(fare) BETWEEN 500 AND 900 "
            "AND median(fare) BETWEEN 150 AND 210 FROM flights",
        ),
        (
            "A bank with 200 customers, each with 1 to 3 accounts. Balances range from 0 to 9,000.",
            "SELECT min(balance) >= 0 AND max(balance) BETWEEN 8000 AND 9000 FROM accounts",
        ),
        (
            "HR data: 400 employees with salaries from 28000 to 120000, normally around 52000.",
            "SELECT min(salary) >= 28000 AND max(salary) BETWEEN 90000 AND 120000 "
            "AND avg(salary) BETWEEN 49000 AND 55000 FROM employees",
        ),
        (
            "A hospital: 300 patients aged 10 to 80.",
            "SELECT min(age) >= 10 AND max(age) <= 80 AND bool_and(abs(age - "
            "date_diff('year', birth_date, DATE '2026-01-01')) <= 1) FROM patients",
        ),
        (
            "A hospital: 500 patients, admissions last 1 to 14 days with an average of 3 days.",
            "SELECT min(d) >= 1 AND max(d) <= 14 AND avg(d) BETWEEN 2.6 AND 3.4 FROM (SELECT "
            "date_diff('day', admitted_at, discharged_at) d FROM admissions)",
        ),
        (
            "An online shop with 60 products that cost 10 to 250 EUR.",
            "SELECT min(price) BETWEEN 10 AND 60 AND max(price) BETWEEN 180 AND 250 FROM products",
        ),
        (
            "A university: 500 students, GPA between 1.0 and 4.0 with mean 3.1.",
            "SELECT count(DISTINCT gpa) > 50 AND avg(gpa) BETWEEN 3.0 AND 3.2 FROM students",
        ),
        (
            "A library with 500 members; 7% of loans are overdue.",
            "SELECT abs(avg((status = 'overdue')::INT) - 0.07) < 0.001 "
            "AND count(*) FILTER (status = 'overdue' AND return_date IS NOT NULL) = 0 FROM loans",
        ),
        (
            "HR: 400 employees, 10% of employees have left.",
            "SELECT abs(avg((status = 'left')::INT) - 0.1) < 0.001 AND "
            "bool_and((status = 'left') = (termination_date IS NOT NULL)) FROM employees",
        ),
        (
            "HR: 400 employees, 60% female.",
            "SELECT abs(avg((gender = 'female')::INT) - 0.6) < 0.001 FROM employees",
        ),
        (
            "An insurer with 500 policies; 20% of policies have a claim.",
            "SELECT abs(count(DISTINCT policy_id) / 500 - 0.2) < 0.01 FROM claims",
        ),
        (
            "A CRM with 400 contacts; 10% of contacts have no email.",
            "SELECT abs(avg((email IS NULL)::INT) - 0.1) < 0.04 FROM contacts",
        ),
        (
            "A conference with 60 attendees. Tickets are 80% regular and 20% student.",
            "SELECT abs(avg((type = 'regular')::INT) - 0.8) < 0.001 FROM tickets",
        ),
        (
            "A CRM with 200 deals; 30% of deals are won, 45% lost.",
            "SELECT abs(avg((status = 'won')::INT) - 0.3) < 0.001 AND "
            "abs(avg((status = 'lost')::INT) - 0.45) < 0.001 FROM deals",
        ),
        (
            "Hotel rooms, guests and reservations for 2024",
            "SELECT min(year(check_in)) = 2024 AND max(year(check_in)) = 2024 "
            "AND bool_and(check_in < check_out) FROM reservations",
        ),
        (
            "A library with 300 members and loans between 2021 and 2023.",
            "SELECT min(loan_date) >= DATE '2021-01-01' AND "
            "max(loan_date) <= DATE '2023-12-31' AND "
            "max(return_date) BETWEEN DATE '2023-06-01' AND DATE '2023-12-31' AND "
            "bool_and(return_date IS NULL OR return_date >= loan_date) FROM loans",
        ),
        (
            "Sensors: 20 sensors with readings, temperatures between 5 and 30 °C.",
            "SELECT min(temperature) BETWEEN 5 AND 10 AND max(temperature) BETWEEN 25 AND 30 "
            "FROM readings",
        ),
    ],
    ids=lambda value: value[:40] if " FROM " not in value else "",
)
def test_rows_are_as_the_prompt_says(prompt: str, sql: str) -> None:
    assert answer(proposed(prompt), sql) is True


NOUNS = st.sampled_from(["cows", "deals", "gadgets", "parcels", "customers", "employees"])
NUMBERS = st.sampled_from(["weight", "value", "height", "score", "size"])
STATES = st.sampled_from(["delayed", "sold", "broken", "cancelled", "premium", "sick"])


@settings(max_examples=12, deadline=None)
@given(noun=NOUNS, number=NUMBERS, least=st.integers(0, 500), span=st.integers(3, 5_000))
def test_ranges_hold_for_any_noun(noun: str, number: str, least: int, span: int) -> None:
    prompt = f"A database with 120 {noun}; the {number} of {noun} is between {least} and "
    proposal = proposed(f"{prompt}{least + span}.")
    names = [d.subject for d in proposal.decisions if d.words and f"{least} to" in d.reason]
    assert names, proposal.not_understood
    table, column = names[0].split(".")
    sql = f"SELECT min({column}) >= {least} AND max({column}) <= {least + span} FROM {table}"
    assert answer(proposal, sql) is True


@settings(max_examples=12, deadline=None)
@given(noun=NOUNS, state=STATES, share=st.integers(1, 99))
def test_shares_hold_for_any_state(noun: str, state: str, share: int) -> None:
    proposal = proposed(f"A database with 200 {noun}; {share}% of {noun} are {state}.")
    names = [d.subject for d in proposal.decisions if d.words and "of the rows" in d.reason]
    assert names, proposal.not_understood
    table, column = names[0].split(".")
    kind = proposal.dataset.table(table).column(column).type.kind
    met = column if kind == "boolean" else f"{column} = '{state}'"
    assert answer(proposal, f"SELECT count(*) FILTER ({met}) FROM {table}") == 2 * share
