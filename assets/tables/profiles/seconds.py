"""The density of a profile over the seconds of a range."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import numpy as np

from assets.schema.generators import Profile, Timestamp
from assets.tables.generators.base import Floats
from assets.tables.profiles.days import day_weights
from assets.tables.profiles.density import Density, Ints
from assets.tables.profiles.zones import Span, spans, utc_second

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_DAY, _HOUR = 86_400, 3_600


def timestamp_density(generator: Timestamp, profile: Profile, *, is_zoned: bool) -> Density:
    """The density over seconds since 1970: of UTC where ``is_zoned``, else of the wall clock.

    On the wall clock an hour that a zone's clocks go through twice counts once, so that later
    moments never show an earlier time. Raises ValueError where nothing is left of the range.
    """
    found = _spans(generator, profile)
    local_start = min(span.start + span.offset for span in found)
    local_end = max(span.end + span.offset for span in found)
    first, last = local_start // _DAY, (local_end - 1) // _DAY
    days = day_weights(profile, first, last)
    edges, hours = _pieces_of_a_day(profile)
    starts = (np.arange(first, last + 1)[:, None] * _DAY + edges[:-1]).ravel()
    weights = (days[:, None] * hours).ravel()
    pieces, reached = list[tuple[Ints, Ints, Floats]](), local_start
    for span in found:
        begin, end = span.start + span.offset, span.end + span.offset
        if not is_zoned:
            begin = max(begin, reached)
        shift = span.offset if is_zoned else 0
        pieces.append(_within(starts, weights, begin, end, shift))
        reached = max(reached, end)
    density = Density(*(np.concatenate(part) for part in zip(*pieces, strict=True)))
    if density.size == 0:
        raise ValueError(
            f"no second from {generator.min} to {generator.max} is left: on the "
            f"open days of the range ({int((days > 0).sum()):,} of {len(days):,}) no open hour "
            f"lies in it: widen the range, or the hours"
        )
    return density


def _spans(generator: Timestamp, profile: Profile) -> tuple[Span, ...]:
    if profile.time_zone is None:
        ends = [_second(m) for m in (generator.min, generator.max)]
        return (Span(ends[0], max(ends[1], ends[0] + 1), 0),)
    ends = [
        utc_second(moment, profile.time_zone) if moment.tzinfo is None else _second(moment)
        for moment in (generator.min, generator.max)
    ]
    return spans(profile.time_zone, ends[0], max(ends[1], ends[0] + 1))


def _second(moment: datetime) -> int:
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return (aware - _EPOCH) // _SECOND


def _pieces_of_a_day(profile: Profile) -> tuple[Ints, Floats]:
    """The seconds at which the weight of a day's seconds changes, from 0 to a whole day, and the
    weights between them."""
    opening, closing = 0, _DAY
    if profile.business_hours is not None:
        opening = _of_day(profile.business_hours.start)
        closing = _of_day(profile.business_hours.end) or _DAY
    hours = np.ones(24) if profile.hours is None else np.array(profile.hours) / max(profile.hours)
    edges = np.unique([*range(0, _DAY + 1, _HOUR), opening, closing]).astype(np.int64)
    is_open = (edges[:-1] >= opening) & (edges[:-1] < closing)
    return edges, np.where(is_open, hours[edges[:-1] // _HOUR], 0.0)


def _of_day(moment: time) -> int:
    return moment.hour * _HOUR + moment.minute * 60 + moment.second


def _within(
    starts: Ints, weights: Floats, begin: int, end: int, shift: int
) -> tuple[Ints, Ints, Floats]:
    """The pieces that lie in a span of the wall clock, cut at its ends, earlier by ``shift``."""
    if begin >= end:
        return starts[:0], starts[:0], weights[:0]
    low = int(np.searchsorted(starts, begin, side="right")) - 1
    high = int(np.searchsorted(starts, end, side="left"))
    own = starts[low:high]
    cut = np.append(np.maximum(own, begin), end) - shift
    return cut[:-1], cut[1:], weights[low:high]
