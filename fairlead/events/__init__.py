"""Floor 1: what happened where and when. Observations set in place and time, and silences between them."""
