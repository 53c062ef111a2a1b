"""Applications and roles, requests for them, decisions, and the grants that follow.

Decides who may ask for which role, who decides on it, and who has which. Not who somebody is (``accounts``), nor what
an application is told of it (``federation``).
"""
