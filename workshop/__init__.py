"""What the commands of a checkout need and the wheel doesn't: setting up, databases for tests, documents, the demo."""

from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
