"""Rows straight into a database: one module per family of databases."""

from __future__ import annotations

from assets.outputs.databases.base import LoadOptions
from assets.outputs.databases.load import load_tables

__all__ = ["LoadOptions", "load_tables"]
