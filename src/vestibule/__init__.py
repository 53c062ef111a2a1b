"""Vestibule: the front door of portals whose users work for other organizations."""
