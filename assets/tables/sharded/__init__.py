"""Large tables, made in shards: what each step does, and their Dagster asset."""
