"""The schema agent: it looks at a prompt with tools and writes the sketch of a dataset."""
