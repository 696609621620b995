"""Floor 1: reports as received, cleaned, and cut into tracks of one ship each."""
