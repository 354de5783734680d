"""Repairs as data: what mends a problem of a spec, to be shown to a person and applied."""
