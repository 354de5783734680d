"""Flaws on purpose: what damages the true rows of a table, and the labels of what was damaged."""
