"""Traces of what the agents did, in LangSmith where a key is set, and nowhere otherwise."""
