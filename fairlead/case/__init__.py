"""Floor 3: a case on disk, running the flow over it, and walking from any row back to the bytes."""
