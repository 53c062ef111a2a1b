"""Who is told of what happens in access: of requests and roles; of clocks, years, continuity, and agreements."""

from vestibule.access.notices import agreements, certification, continuity, inactivity, requests

__all__ = ["agreements", "certification", "continuity", "inactivity", "requests"]
