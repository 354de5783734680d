"""The numbers of a text: counts, rates, ranges, distributions, dates. No model is asked."""
