"""Rules of announcements: what they may say, when they are shown, whom they concern. Pure, over values."""
