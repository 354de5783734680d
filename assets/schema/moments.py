"""Generators of dates, times and timestamps, and the profiles by which moments lie in a range."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, AwareDatetime, Field, NaiveDatetime, model_validator

from assets.schema.base import SpecModel, Variant
from assets.schema.generator_fields import Weight, ordered, swapped
from assets.schema.repairs.edits import MendableError, setting

Weekday = Literal[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
]  # fmt: skip
Month = Literal[
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
]  # fmt: skip
WEEKDAYS: tuple[Weekday, ...] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
WEEKEND: tuple[Weekday, ...] = WEEKDAYS[5:]
MONTHS: tuple[Month, ...] = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
Holidays = Annotated[list[date], Field(max_length=10_000)]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(
            f"{name[:60]!r} is no time zone: use a name of the IANA database, such as Europe/Berlin"
        ) from error
    return name


TimeZone = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_known_zone)]


class DayProfile(SpecModel):
    """Which days of a range are likelier than others: a day's weight is the product of all these.

    ``weekdays`` and ``months`` weigh the days that they name, all others have the weight 1.
    ``business_days`` leaves out Saturdays and Sundays, ``holidays`` the days listed. ``growth`` is
    how much likelier a day becomes within a year: 0.2 makes it 1.2 times as likely.
    """

    weekdays: dict[Weekday, Weight] = {}
    months: dict[Month, Weight] = {}
    business_days: bool = False
    holidays: Holidays = []
    growth: Annotated[float, Field(gt=-1, le=100, allow_inf_nan=False)] = 0.0

    @model_validator(mode="after")
    def _open(self) -> Self:
        if self.business_days:
            closed = next((day for day in WEEKEND if self.weekdays.get(day, 0) > 0), None)
            if closed is not None:
                raise ValueError(
                    f"business_days leaves out {closed}, which has the weight "
                    f"{self.weekdays[closed]:g} in weekdays: leave one of the two out"
                )
        for what, weights, count in (("weekday", self.weekdays, 7), ("month", self.months, 12)):
            if len(weights) == count and not any(weights.values()):
                raise ValueError(f"every {what} has the weight 0: give one a weight above 0")
        return self


class BusinessHours(SpecModel):
    """From ``start`` up to and without ``end`` of each day."""

    start: time = time(9)
    end: time = time(17)

    @model_validator(mode="after")
    def _range(self) -> Self:
        for moment in (self.start, self.end):
            if moment.tzinfo is not None or moment.microsecond:
                raise ValueError(f"{moment} is no plain time of whole seconds: write 09:00")
        if self.end != time(0) and self.start >= self.end:
            raise ValueError(
                f"the business hours are empty: {self.start} is not before {self.end}; swap them"
            )
        return self


class Profile(DayProfile):
    """Which moments of a range are likelier than others, by the wall clock of ``time_zone``.

    ``hours`` weighs the 24 hours of a day, ``business_hours`` leaves out all but those. Hours that
    a zone's clocks skip never occur. Without ``time_zone`` the clock is that of the range.
    """

    hours: Annotated[list[Weight], Field(min_length=24, max_length=24)] | None = None
    business_hours: BusinessHours | None = None
    time_zone: TimeZone | None = None

    @model_validator(mode="after")
    def _awake(self) -> Self:
        if self.hours is not None and not any(self.hours):
            raise ValueError("every hour has the weight 0: give one a weight above 0")
        return self


class Date(Variant):
    """Days over ``min`` to ``max``, both included: uniform, or by a ``profile``."""

    kind: Literal["date"] = "date"
    min: date = date(2020, 1, 1)
    max: date = date(2025, 12, 31)
    profile: DayProfile | None = None

    @model_validator(mode="after")
    def _range(self) -> Self:
        ordered(self.min, self.max, "the range from min to max")
        return self


class Timestamp(Variant):
    """Whole seconds from ``min`` up to and without ``max``; UTC where the type has a zone.

    Uniform, or by a ``profile``, in whose time zone ``min`` and ``max`` are unless they have one.
    """

    kind: Literal["timestamp"] = "timestamp"
    min: NaiveDatetime | AwareDatetime = datetime(2020, 1, 1)
    max: NaiveDatetime | AwareDatetime = datetime(2026, 1, 1)
    profile: Profile | None = None

    @model_validator(mode="after")
    def _range(self) -> Self:
        if (self.min.tzinfo is None) != (self.max.tzinfo is None):
            text = "one of min and max has a time zone and one has none: give both one"
            ends = {name: _in_utc(getattr(self, name)) for name in ("min", "max")}
            raise MendableError(text, setting("read both in UTC", **ends))
        if self.min >= self.max:
            text = f"the range is empty: {self.min} is not before {self.max}; swap them"
            later = setting("end a day later", max=(self.min + timedelta(days=1)).isoformat())
            raise MendableError(
                text, later if self.min == self.max else swapped(self.min, self.max)
            )
        return self


class Time(Variant):
    """Times of day in whole seconds, uniform over ``min`` to ``max``, both included."""

    kind: Literal["time"] = "time"
    min: time = time(0, 0)
    max: time = time(23, 59, 59)

    @model_validator(mode="after")
    def _range(self) -> Self:
        ordered(self.min, self.max, "the range from min to max")
        return self


def _in_utc(moment: datetime) -> str:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()
