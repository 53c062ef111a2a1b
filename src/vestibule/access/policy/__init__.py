"""Rules of access, by subject: the catalogue, asking, deciding, and the order of pages."""
