"""Who is told of what happens in access: of requests, decisions and roles; of the clocks of LIF-1."""

from vestibule.access.notices import inactivity, requests

__all__ = ["inactivity", "requests"]
