"""What the screens speak to: the workspace and Dagster."""
