"""A mail server and SMS gateway for demos and tests: it takes all on loopback, keeps it in a folder, shows it."""
