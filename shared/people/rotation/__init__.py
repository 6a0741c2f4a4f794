"""Rotation of people's keys: wrapped or sealed anew."""
