"""Limits: how much one source may ask of us."""
