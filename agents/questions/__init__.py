"""Questions about published tables, written as SQL."""
