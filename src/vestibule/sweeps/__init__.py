"""Sweeps: what the calendar does to many people at once, said beforehand, and stopped where it would be too many.

The room decides how a sweep is declared and foreseen, and when one stops until the help desk lets it go on. What a
sweep does stands in the room whose rows it moves.
"""
