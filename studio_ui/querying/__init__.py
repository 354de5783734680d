"""The logic of the query screen, without a screen: example queries, charts, downloads."""
