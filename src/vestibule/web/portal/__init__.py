"""Self-service pages: registration, sign-in, home, role request, one's own requests."""
