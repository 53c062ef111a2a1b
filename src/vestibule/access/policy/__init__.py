"""Rules of access, by subject: the catalogue, asking, deciding, confirmation numbers, and the order of pages."""
