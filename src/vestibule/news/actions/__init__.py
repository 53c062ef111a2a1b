"""What is done to announcements (``by_desk``), to the mails that follow from them, and by who joins eNews."""
