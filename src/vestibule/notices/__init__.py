"""Mail that follows from facts: queued with the fact in one commit, delivered afterwards at least once.

Decides how a mail is made and delivered; who is told of which fact, each room registers in its own ``notices.py``.
"""
