"""What is read from sentences, and what is left."""

from __future__ import annotations

from datetime import date

import pytest

from agents.quantities import read

TODAY = date(2026, 11, 26)
REFERENCE = (
    "An online bookshop: 10k customers in Germany, each with 1 to 20 orders, orders have 1 to 5 "
    "lines; 5% of orders are returned; books cost 5 to 80 EUR, skewed low; reviews by a third of "
    "the buyers, mostly 4 and 5 stars"
)


def found(text: str) -> list[str]:
    """The quantities in short: their kind and the fields that say something."""
    result = []
    for quantity in read(text, TODAY).quantities:
        fields = quantity.model_dump(mode="json", exclude_none=True, exclude={"words"})
        kind = fields.pop("kind")
        said = [_shown(name, value) for name, value in fields.items()]
        result.append(" ".join([kind, *(each for each in said if each)]))
    return result


def _shown(name: str, value: object) -> str:
    if isinstance(value, bool):
        return name if value else ""
    return str(round(value, 4) if isinstance(value, float) else value)


def test_the_reference_sentence_is_read_completely() -> None:
    reading = read(REFERENCE, TODAY)
    assert not reading.not_understood
    kinds = [quantity.kind for quantity in reading.quantities]
    assert kinds == [
        "row_count", "place", "cardinality", "cardinality", "share", "range", "share", "split",
    ]  # fmt: skip


SENTENCES = """
10k customers | row_count customers 10000
1.5 million order lines | row_count order lines 1500000
a dozen stores | row_count stores 12
customers are 60% female | share customers female 0.6
80 rooms: 50% double, 50% single | row_count rooms 80; split rooms {'double': 0.5, 'single': 0.5}
60% of the customers use the mobile app | share customers does use mobile app 0.6
5% of the students drop out | share students does drop out 0.05
duration 10 minutes to 12 hours | range duration 10.0 720.0 minute
60 agents handle 12,000 calls | row_count agents 60; row_count calls 12000
transactions 5 to 40 per account | cardinality account transactions 5 40
flights carry 50 to 180 passengers | range flights passengers 50.0 180.0
18 classes of 20 to 28 pupils | row_count classes 18; cardinality classes pupils 20 28
2,000 students, 48% female | row_count students 2000; share students female 0.48
1% of payments fail | share payments failed 0.01
15 venues with a capacity of 5 to 90 | row_count venues 15; range venues capacity 5.0 90.0
prices per night 60 to 350 EUR | range prices 60.0 350.0 EUR
three hundred patients | row_count patients 300
1,000 users | row_count users 1000
1.000 users | row_count users 1000
twenty-five shops | row_count shops 25
half a million events | row_count events 500000
2.5k products | row_count products 2500
about 500 employees | row_count employees 500
over 10,000 accounts | row_count accounts 10000
2000 invoices | row_count invoices 2000
500 rows of orders | row_count orders 500
customers: 500 | row_count customers 500
products (2k) | row_count products 2000
5 warehouses and 40 suppliers | row_count warehouses 5; row_count suppliers 40
10 thousand students, 200 courses | row_count students 10000; row_count courses 200
a company with 3 warehouses | row_count warehouses 3
The shop has 500 customers | row_count customers 500
two hundred and fifty doctors | row_count doctors 250
100 different products | row_count products 100
100 to 200 customers | row_count customers 150
10 000 members | row_count members 10000
three and a half thousand users | row_count users 3500
a few thousand users | row_count users 3000
a couple of shops | row_count shops 2
half a dozen rooms | row_count rooms 6
customers x 300 | row_count customers 300
the orders table should have 80 rows | row_count orders 80
80 rows in orders | row_count orders 80
number of orders: 80 | row_count orders 80
100 rows per table | row_count 100
users, books and loans, 50 rows each | row_count users 50; row_count books 50; row_count loans 50
80 students enrol every year | row_count students 80
3M sensor readings | row_count sensor readings 3000000
each customer has 1 to 20 orders, most have 2 | cardinality customer orders 1 20 2
each customer has 1 to 20 orders | cardinality customer orders 1 20
orders have 1 to 5 lines | cardinality orders lines 1 5
between 2 and 4 reviews per book | cardinality book reviews 2 4
up to 3 addresses per customer | cardinality customer addresses 0 3
an average of 3 visits per patient | cardinality patient visits 0 3.0
every child has exactly two parents | cardinality child parents 2 2
each order has at least one line | cardinality order lines? 1
customers place 1 to 20 orders each | cardinality customers orders 1 20
each author writes 1-10 books | cardinality author books 1 10
3 lines per order | cardinality order lines 3 3
customers with 1 to 5 orders | cardinality customers orders 1 5
every teacher teaches 2 to 4 courses | cardinality teacher courses 2 4
two or three children per family | cardinality family children 2 3
each playlist contains 10 to 50 tracks | cardinality playlist tracks 10 50
for each book there are 2 to 4 reviews | cardinality book reviews 2 4
a customer has up to 3 accounts | cardinality customer accounts 0 3
100 users, each has 2 devices | row_count users 100; cardinality users devices 2 2
no customer has more than 5 orders | cardinality customer orders 0 5
2.5 orders per customer | cardinality customer orders 0 2.5
customers place 4 orders on average | cardinality customers orders 0 4.0
a customer has several orders (1-8, usually 2) | cardinality customer orders 1 8 2
most customers have 1 order, some have up to 9 | cardinality customers order 1 9 1
every sensor sends 3 to 5 alerts | cardinality sensor alerts 3 5
orders per customer: 1 to 20 | cardinality customer orders 1 20
each order has at least 1 and at most 5 lines | cardinality order lines 1 5
a reading every 15 minutes for a week | interval reading 900.0 604800.0 1.0 1.0
each sensor sends a reading every hour for 3 days | interval reading sensor 3600.0 259200.0 1.0 1.0
3 to 7 readings an hour per sensor for 2 days | interval readings sensor 3600.0 172800.0 3.0 7.0
hourly readings for 7 days | interval readings 3600.0 604800.0 1.0 1.0
more than 2 phones per person | cardinality person phones 3
5% of orders are returned | share orders returned 0.05
5 percent of orders are returned | share orders returned 0.05
5 per cent of the orders are returned | share orders returned 0.05
a third of customers have no phone | share customers no phone phone 0.3333
two thirds of users are active | share users active 0.6667
half of the users are verified | share users verified 0.5
one in ten invoices is overdue | share invoices overdue 0.1
2 out of 5 students are part-time | share students part-time 0.4
reviews by a third of the buyers | share buyers reviews 0.3333
20% of users are inactive | share users inactive 0.2
gold is 5% | share gold 0.05
a quarter of the claims are rejected | share claims rejected 0.25
1.5% of payments were refunded | share payments refunded 0.015
30% of customers write reviews | share customers reviews 0.3
80% of customers have a phone | share customers no phone phone 0.2
60% card, 30% PayPal and 10% cash | split {'card': 0.6, 'PayPal': 0.3, 'cash': 0.1}
status is new (70%), old (20%) or gone (10%) | split status {'new': 0.7, 'old': 0.2, 'gone': 0.1}
payment: 60% card, 40% cash | split payment {'card': 0.6, 'cash': 0.4}
a 70/20/10 split between gold, tin and lead | split {'gold': 0.7, 'tin': 0.2, 'lead': 0.1}
60% are new, 25% old and the rest gone | split {'new': 0.6, 'old': 0.25, 'gone': 0.15}
60% new, 25% old, the remaining 15% gone | split {'new': 0.6, 'old': 0.25, 'gone': 0.15}
paid by card in 70% of cases and by cash in 30% | split {'card': 0.7, 'cash': 0.3}
60:40 male to female | split {'male': 0.6, 'female': 0.4}
one ticket in ten is escalated | share ticket escalated 0.1
5k users, 200 of them admins | row_count users 5000; share users admins 0.04
40% of customers have never ordered anything | share customers ordered 0.6
a fifth of the members never borrowed a book | share members book 0.8
two thirds of the employees work remotely | share employees remote 0.6667
20% of the 500 users are inactive | share users inactive 0.2; row_count users 500
half male and half female | split {'male': 0.5, 'female': 0.5}
books cost 5 to 80 EUR | range books cost 5.0 80.0 EUR
books cost 5 to 80 EUR, skewed low | range books cost 5.0 80.0 EUR low
prices from €5-€80 | range prices 5.0 80.0 EUR
prices between $5 and $80 | range prices 5.0 80.0 USD
2,000 patients aged 18 to 95 | row_count patients 2000; range patients age 18.0 95.0
salaries between 30k and 120k USD, around 55k | range salaries 30000.0 120000.0 USD 55000.0
salaries 30-120k EUR | range salaries 30000.0 120000.0 EUR
scores normally distributed with mean 100 and standard deviation 15 | range scores 100.0 15.0 normal
ages 18 to 95, most under 20 | range ages 18.0 95.0 low 19.2
discounts from 5% to 20% | range discounts 5.0 20.0 %
parcels weigh 1 to 30 kg | range parcels weight 1.0 30.0 kg
orders over the last two years | window orders 2024-11-27 2026-11-26
orders in 2024 | window orders 2024-01-01 2024-12-31
events between January 2023 and March 2024 | window events 2023-01-01 2024-03-31
orders since 2020 | window orders 2020-01-01 2026-11-26
Q1 2025 | window 2025-01-01 2025-03-31
the past 90 days | window 2026-08-29 2026-11-26
orders from 2020 to 2023 | window orders 2020-01-01 2023-12-31
from 2024-01-15 to 2024-02-20 | window 2024-01-15 2024-02-20
last year | window 2025-01-01 2025-12-31
last month | window 2026-10-01 2026-10-31
invoices during 2023 | window invoices 2023-01-01 2023-12-31
the last 6 months | window 2026-05-27 2026-11-26
the first quarter of 2024 | window 2024-01-01 2024-03-31
orders from 01/03/2023 to 31/05/2023 | window orders 2023-03-01 2023-05-31
between March and June 2023 | window 2023-03-01 2023-06-30
in the summer of 2023 | window 2023-06-01 2023-08-31
31 January 2024 | window 2024-01-31 2024-01-31
weekends 1.5 times weekdays | rhythm {'weekdays': {'saturday': 1.5, 'sunday': 1.5}}
twice as many orders in December | rhythm {'months': {'december': 2.0}}
weekends twice as busy | rhythm {'weekdays': {'saturday': 2.0, 'sunday': 2.0}}
only business hours | rhythm {'business_hours': {'start': '09:00:00', 'end': '17:00:00'}}
between 9am and 5pm | rhythm {'business_hours': {'start': '09:00:00', 'end': '17:00:00'}}
growing 20% per year | rhythm {'growth': 0.2}
customers have unique e-mail addresses | unique customers e-mail addresses
unique e-mail | unique e-mail
no two users share a phone number | unique users phone number
each product has a unique SKU | unique product sku
returned orders are refunded | rule if orders returned refunded
if an order is cancelled, it is refunded | rule if order cancelled refunded
cancelled orders are not refunded | rule if orders cancelled refunded negated
orders that are cancelled are never refunded | rule if orders cancelled refunded negated
cancelled bookings have no payment | rule if bookings cancelled payment negated has
premium members pay no fee | rule if members premium fee negated has
refunded orders must have a return date | rule if orders refunded return has
only delivered orders have a delivery date | rule if orders delivered delivery has only
closed accounts have a balance of 0 | rule if accounts closed balance has 0.0
if an order is cancelled, it has no invoice | rule if order cancelled invoice negated has
discharge is 1 to 14 days after admission | rule order admission discharge 1.0 14.0 day
shipped within 3 days of payment | rule order payment shipped 0.0 3.0 day
review dates after delivery | rule order delivery review
shipped before delivered | rule order shipped delivered
discharge after admission | rule order admission discharge
in Germany | place de_DE Germany
German customers | place de_DE Germany
Japanese | place ja_JP Japan
customers in the UK | place en_GB United Kingdom
users from the United States | place en_US United States
Polish and French buyers | place pl_PL Poland; place fr_FR France
customers in Brazil | place pt_BR Brazil
Dutch patients | place nl_NL Netherlands
shops in Italy and Spain | place it_IT Italy; place es_ES Spain
1. Customers |
## 2. Orders |
ISO 27001 audits |
a shop for polish and wax |
an online bookshop |
Windows 11 laptops |
|
customers and orders |
v2 of the catalogue |
one of the stores |
"""
CASES = [
    tuple(part.strip() for part in line.partition("|")[::2])
    for line in SENTENCES.strip().split("\n")
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0] or "empty" for case in CASES])
def test_a_sentence_is_read(text: str, expected: str) -> None:
    assert "; ".join(found(text)) == expected.replace("lines?", "line")
    assert not read(text, TODAY).not_understood


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("The answer is 42.", "The answer is 42"),
        ("10 customers, 3 columns", "3 columns"),
        ("codes of 12 characters", "codes of 12 characters"),
        ("a 7 and nothing", "a 7 and nothing"),
    ],
)
def test_a_number_that_is_not_understood_is_named(text: str, left: str) -> None:
    assert [words.text for words in read(text, TODAY).not_understood] == [left]


def test_mostly_some_stars_weighs_all_five() -> None:
    (split,) = read("reviews, mostly 4 and 5 stars", TODAY).quantities
    assert split.kind == "split"
    assert list(split.weights) == ["1", "2", "3", "4", "5"]
    assert sum(split.weights.values()) == pytest.approx(1, abs=1e-5)
    assert split.weights["4"] == split.weights["5"] == 0.4


def test_a_peak_is_at_its_hour() -> None:
    (rhythm,) = read("orders peak at 6pm", TODAY).quantities
    assert rhythm.kind == "rhythm"
    hours = rhythm.profile["hours"]
    assert len(hours) == 24
    assert max(hours) == hours[18]
