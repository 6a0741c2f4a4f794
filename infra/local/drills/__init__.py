"""What an operator must be able to do, done on a stack of its own: restore, years of nights."""
