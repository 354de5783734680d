"""Targets: columns adjusted to exact sums and means, each row of which can still be made alone."""
