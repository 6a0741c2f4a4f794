"""A copy of everything, for the person themselves."""
