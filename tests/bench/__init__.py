"""``make bench``: what the service costs, against plain programs that do the same unprotected."""
