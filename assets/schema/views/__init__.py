"""The spec in other forms, for people and for databases."""

from __future__ import annotations

from assets.schema.views.mermaid import mermaid_er
from assets.schema.views.sql_ddl import sql_ddl

__all__ = ["mermaid_er", "sql_ddl"]
