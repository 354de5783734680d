"""What is said of published outputs: whether they hold what their spec promises."""
