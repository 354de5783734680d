"""Change data capture: events after a table was published, any range of which is made alone."""
