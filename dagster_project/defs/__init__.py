"""Dagster's components: ``defs.yaml`` names the only one."""
