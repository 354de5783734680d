"""Reading a source into a spec: one package or module per kind of source."""
