"""Synthetic tables: plan, generators and the engine that turns row ranges into Arrow."""
