"""What an application sees of a person: clients and their keys, admission at the door, codes, tokens and claims.

Decides whether an application may ask, whether the person may enter, and what it is told. How that looks on the wire
is ``vestibule.web.oidc``'s; who holds which role is ``vestibule.access``'s.
"""
