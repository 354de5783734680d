"""The logic of the schema editor, without a screen: plain spec data in, plain spec data out."""
