"""Applications and roles, requests for them, decisions, and the grants that follow."""
