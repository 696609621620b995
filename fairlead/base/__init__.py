"""Floor 0: the words and measures everything stands on. No files, clocks or network."""
