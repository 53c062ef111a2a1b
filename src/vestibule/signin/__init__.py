"""From password to session: stages, factors, sessions."""
