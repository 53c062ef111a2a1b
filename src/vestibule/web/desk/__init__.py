"""The help desk's pages: its queue, its cases, and the stories of people and organizations."""
