"""What the commands of a checkout need and the wheel doesn't: setting up, databases for tests, documents, the demo."""
