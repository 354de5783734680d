"""The numbers of a text: counts, rates, ranges, distributions, dates. No model is asked."""

from __future__ import annotations

from agents.quantities.reader import read as read
