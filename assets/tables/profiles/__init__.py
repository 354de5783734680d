"""Profiles: how moments lie within a range, as one density that is constant piece by piece."""
