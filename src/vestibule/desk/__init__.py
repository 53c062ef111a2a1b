"""The help desk's own state: who works there, and in which tier.

Decides who is staff; not what staff may do to whom, which each deed judges for itself.
"""
