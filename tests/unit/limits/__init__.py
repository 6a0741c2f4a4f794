"""Tests of shared/limits."""
