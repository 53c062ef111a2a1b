"""Tags of our own for templates."""
