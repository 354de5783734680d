"""The spec: what a dataset is, as data. Calls no engine."""
