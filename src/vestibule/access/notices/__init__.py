"""Who is told of what happens in access: of requests, decisions and roles; of clocks, years, and continuity."""

from vestibule.access.notices import certification, continuity, inactivity, requests

__all__ = ["certification", "continuity", "inactivity", "requests"]
