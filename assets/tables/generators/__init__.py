"""What fills a column: one module a kind, and one explicit registry."""
