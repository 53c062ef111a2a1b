"""Persons and their accounts: registration, User ID and password rules, terms, profile."""
