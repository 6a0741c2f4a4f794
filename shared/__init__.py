"""What the functions share, in wings: each imports itself and those below it."""
