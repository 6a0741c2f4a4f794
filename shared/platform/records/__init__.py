"""Records described once, sealed by their description, in the databases of one region."""
