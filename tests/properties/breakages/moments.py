"""Dates, moments and durations that cannot be."""

from __future__ import annotations

from tests.properties.breakages.edits import (
    Breakage,
    added,
    generator,
)

MOMENTS: dict[str, Breakage] = {
    "empty dates": generator("customers.born", kind="date", min="2020-01-01", max="1999-01-01"),
    "empty moments": generator(
        "orders.ordered_at", kind="timestamp", min="2020-01-01T00:00:00", max="2019-01-01T00:00:00"
    ),
    "one moment": generator(
        "orders.ordered_at", kind="timestamp", min="2020-01-01T00:00:00", max="2020-01-01T00:00:00"
    ),
    "half a time zone": generator(
        "orders.ordered_at", kind="timestamp", min="2020-01-01T00:00:00Z", max="2021-01-01T00:00:00"
    ),
    "unknown time zone": generator("orders.ordered_at", kind="timestamp",
                                   profile={"time_zone": "Europe/Atlantis"}),
    "hours missing": generator("orders.ordered_at", kind="timestamp", profile={"hours": [1, 2]}),
    "hours without weight": generator("orders.ordered_at", kind="timestamp",
                                      profile={"hours": [0] * 24}),
    "hours of a date": generator("customers.born", kind="date", profile={"hours": [1] * 24}),
    "open Saturdays of business": generator("customers.born", kind="date", profile={
        "business_days": True, "weekdays": {"saturday": 1}}),
    "business hours upside down": generator("orders.ordered_at", kind="timestamp", profile={
        "business_hours": {"start": "17:00", "end": "09:00"}}),
    "holidays of all days": generator("orders.paid_at", kind="after", column="ordered_at",
                                      delay={"kind": "integer"}, holidays=["2024-12-25"]),
    "duration of durations": generator("orders.label", kind="duration", length={
        "kind": "duration", "length": {"kind": "integer"}}),
    "dates that are none": generator("customers.born", kind="choice", values=["2020-99-01"]),
    "events without a family": added("vouchers", {
        "name": "n", "type": "timestamp", "generator": {
            "kind": "events", "column": "customers.born", "gap": {"kind": "integer"}}}),
    "after a text": generator("orders.paid_at", kind="after", column="state",
                              delay={"kind": "integer"}),
    "after nothing": generator("orders.paid_at", kind="after", column="orderd_at",
                               delay={"kind": "integer"}),
    "after in a text": generator("orders.state", kind="after", column="ordered_at",
                                 delay={"kind": "integer"}),
    "delay of text": generator("orders.paid_at", kind="after", column="ordered_at",
                               delay={"kind": "uuid"}),
    "delay beyond time": generator("orders.paid_at", kind="after", column="ordered_at",
                                   delay={"kind": "integer", "min": 10**7, "max": 10**7}),
    "delay that may turn back": generator("orders.paid_at", kind="after", column="ordered_at",
                                          delay={"kind": "normal", "mean": 1, "std": 1}),
    "delay that is a duration": generator(
        "orders.paid_at", kind="after", column="ordered_at",
        delay={"kind": "duration", "length": {"kind": "integer"}, "unit": "hours"}),
    "delay of half business days": generator(
        "orders.paid_at", kind="after", column="ordered_at", unit="business_days",
        holidays=["2024-12-25"], delay={"kind": "float", "max": 3}),
    "delay without order": generator("orders.paid_at", kind="after", column="ordered_at",
                                     delay={"kind": "sequence"}, latest="2027-01-01"),
    "no room before a moment": generator("orders.paid_at", kind="after", column="ordered_at",
                                         delay={"kind": "integer"}, latest="2024-01-01"),
    "no room before a column": generator("orders.paid_at", kind="after", column="ordered_at",
                                         delay={"kind": "integer"}, latest="customers.born"),
    "bound that is no moment": generator("orders.paid_at", kind="after", column="ordered_at",
                                         delay={"kind": "integer"}, latest="state"),
    "beyond the last year": generator(
        "orders.paid_at", kind="after", column="ordered_at",
        delay={"kind": "integer", "min": 3_000_000, "max": 3_000_001}),
    "holidays on all days": generator("customers.born", kind="date", min="2024-12-25",
                                      max="2024-12-25", profile={"holidays": ["2024-12-25"]}),
    "closed hours": generator(
        "orders.ordered_at", kind="timestamp", min="2024-06-03T18:00:00",
        max="2024-06-03T22:00:00", profile={"business_hours": {}}),
    "profile of a thousand years": generator("customers.born", kind="date", min="1000-01-01",
                                             max="2000-01-01", profile={"growth": 0.1}),
    "empty sessions": added("orders", {"name": "e", "type": "timestamp", "generator": {
        "kind": "events", "column": "customers.born", "gap": {"kind": "integer"},
        "sessions": {"length": {"kind": "poisson"}, "pause": {"kind": "integer"}}}},
        {"name": "s", "type": "integer", "generator": {"kind": "session", "column": "e"}}),
    "pauses beyond time": added("orders", {"name": "e", "type": "timestamp", "generator": {
        "kind": "events", "column": "customers.born", "gap": {"kind": "integer"},
        "sessions": {"length": {"kind": "integer", "min": 1},
                     "pause": {"kind": "integer", "max": 10**12}}}}),
    "session of no events": generator("orders.number", kind="session", column="state"),
    "negative duration": generator("orders.label", kind="duration", length={"kind": "normal"}),
    "duration of a day": added("orders", {"name": "t", "type": "time", "generator": {
        "kind": "duration", "length": {"kind": "integer"}, "unit": "hours"}}),
    "duration too long": generator("vouchers.code", kind="duration", length={"kind": "float"}),
    "elapsed between no moments": generator("orders.number", kind="elapsed", start="state",
                                            end="ordered_at"),
    "elapsed beyond the type": added("orders", {"name": "t", "type": "time", "generator": {
        "kind": "elapsed", "start": "customers.born", "end": "ordered_at"}}),
    "delay that turns back": generator("orders.paid_at", kind="after", column="ordered_at",
                                       delay={"kind": "integer", "min": -9, "max": -1}),
    "delay beyond the calendar": generator("orders.paid_at", kind="after", column="ordered_at",
                                           delay={"kind": "integer", "min": 3_000_000,
                                                  "max": 3_000_000}),
    "gap that overflows": added("orders", {
        "name": "seen", "type": "timestamp", "generator": {
            "kind": "events", "column": "customers.born",
            "gap": {"kind": "integer", "min": 10**15, "max": 10**15}}}),
}  # fmt: skip
