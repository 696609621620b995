"""Floor 1: stays, trips, how many there were, and what they could carry."""
