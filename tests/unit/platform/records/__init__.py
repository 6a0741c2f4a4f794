"""Tests of shared/platform/records."""
