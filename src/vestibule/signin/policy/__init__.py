"""The rules of signing in, by subject."""
