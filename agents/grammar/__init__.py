"""The structure of English sentences: noun phrases, and who does what to whom."""
