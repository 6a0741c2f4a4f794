"""Tests of shared/records."""
