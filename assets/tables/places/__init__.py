"""Places: real towns with the states, postcodes, coordinates and time zones that belong to them."""

from __future__ import annotations

from assets.tables.places.towns import Places, places

__all__ = ["Places", "places"]
