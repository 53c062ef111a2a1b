"""Pages on which requests are decided."""
