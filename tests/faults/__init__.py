"""Tests of what happens when something breaks."""
