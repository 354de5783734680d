"""The graph that takes a prompt to an answer, a proposal or a run."""
