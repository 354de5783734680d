"""Distributions of numbers, one in each file, and the source that draws from any of them."""
