"""What is done in access, by subject: the catalogue, requests, grants."""

from vestibule.access.actions.catalog import apply_catalog, place_application
from vestibule.access.actions.grants import end_grant, load_grant
from vestibule.access.actions.requests import approve_request, cancel_request, deny_request, submit_request

__all__ = [
    "apply_catalog",
    "approve_request",
    "cancel_request",
    "deny_request",
    "end_grant",
    "load_grant",
    "place_application",
    "submit_request",
]
