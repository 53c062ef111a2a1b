"""HTTP for people: pages, thin, without rules."""
