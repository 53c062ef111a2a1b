"""Annual Role Certification: who reviews which role, when they are asked, what they decide, and the evidence of it.

The year of a role, and what becomes of one that nobody certified, is the room's of access, whose rows it moves.
"""
