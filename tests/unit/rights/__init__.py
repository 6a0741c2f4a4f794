"""Unit tests of rights requests."""
