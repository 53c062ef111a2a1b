"""Rules of proofing: pure, over values."""
