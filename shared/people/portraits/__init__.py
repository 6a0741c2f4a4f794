"""Portraits: made anew from what was sent, sealed, one for each person."""
