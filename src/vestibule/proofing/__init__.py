"""Is this person who they say: begin, ask, settle; the vendors' port; verification by hand.

Decides whether a person is proofed; not which role needs it (``access``), nor who works at the help desk (``desk``).
"""
