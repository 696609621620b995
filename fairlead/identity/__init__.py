"""Floor 1: which ship is this. Names, marks, vessels, and the candidates of a sighting."""
