"""Columns that follow from others: one module a kind, and one explicit registry."""
