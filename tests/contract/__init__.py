"""Tests that hold a port, or the API, to its contract."""
