"""A copy of everything that is held about a person, for themselves."""
