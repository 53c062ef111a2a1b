"""Public pages: new organization forms, their links and their status."""
