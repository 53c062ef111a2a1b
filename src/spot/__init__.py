"""SPOT, the protected application: a program of its own that knows people only through OpenID Connect."""
