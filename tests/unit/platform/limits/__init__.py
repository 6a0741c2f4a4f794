"""Tests of shared/platform/limits."""
