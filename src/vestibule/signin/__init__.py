"""From password to session: the stages of a sign-in, its factors and codes, and the sessions that follow.

Decides who gets in and for how long. Not what the account may do (``access``), nor whether its password is a good one
(``accounts``).
"""
