"""What a text says: its sentences, who vouches in them, quantities and periods, and the claims these propose."""
