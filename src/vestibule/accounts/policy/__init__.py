"""The rules of accounts, pure: what may be a User ID, a password, a registration."""
