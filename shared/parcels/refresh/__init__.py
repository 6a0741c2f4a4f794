"""Refreshing: followed parcels are looked at in the background, each for who follows it."""
