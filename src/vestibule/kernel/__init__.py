"""Words that every room shares: actors, reasons, facts, secrets, names, the rulebook.

Decides nothing and stores nothing; imports neither Django nor any other room.
"""
