"""Business entities in their domains: data files that one can read, and a way to find in them."""
