"""Rules of the help desk: pure, over values."""
