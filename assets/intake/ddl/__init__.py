"""Intake of SQL DDL: scripts and dumps of PostgreSQL, MySQL, SQL Server, SQLite and DuckDB.

sqlglot makes the tokens, and reads and translates the expressions. The statements around them are
read here: sqlglot's own statement parser answers an opaque command, or nothing, for domains,
partitions, virtual columns and much of what dumps hold, and what is lost there is lost in silence.
"""

from __future__ import annotations

from assets.intake.ddl.reader import read_ddl, read_ddl_file

__all__ = ["read_ddl", "read_ddl_file"]
