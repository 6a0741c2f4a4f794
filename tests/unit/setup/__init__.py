"""Tests of shared/setup."""
