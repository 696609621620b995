"""Floor 2: runs steps over tables."""
