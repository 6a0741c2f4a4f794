"""Tests of what staff may see."""
