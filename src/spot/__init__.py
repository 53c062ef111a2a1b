"""SPOT, the protected application: a program of its own that knows people only through OpenID Connect.

It has its own database, its own cookies and its own pages, and imports nothing of ``vestibule``. Who may enter and
with what role, the identity provider says, at sign-in and again at least once a minute (SPT-1, SPT-3).
"""
