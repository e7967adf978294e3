"""A small network that places the landmarks of a found face more exactly than its detector."""
