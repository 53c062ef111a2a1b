"""The help desk's own state: who works there."""
