"""Floor 1: when a place was looked at, and what images show."""
