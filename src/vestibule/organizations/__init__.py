"""Organizations that people work for: who they are, and how they are found."""
