"""A mail server for demos and tests: it takes every mail on loopback, keeps it in a folder, and shows it on a page."""
