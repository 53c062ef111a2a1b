"""The fuse box: settings, the rulebook's values, start-up checks, the calendar of jobs, and the addresses of pages."""
