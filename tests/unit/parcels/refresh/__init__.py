"""Followed parcels are looked at in the background."""
