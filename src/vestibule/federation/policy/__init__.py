"""Rules of federation: pure, over values."""
