"""Who is told of what happens in access: of requests, decisions and roles; of the clocks of LIF-1; of LIF-3's years."""

from vestibule.access.notices import certification, inactivity, requests

__all__ = ["certification", "inactivity", "requests"]
