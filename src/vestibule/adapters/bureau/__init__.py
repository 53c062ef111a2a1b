"""A bureau that runs here, on identities the operator loads: the default, and what demos and tests ask.

It says verified or referred, and never which field was wrong.
"""
