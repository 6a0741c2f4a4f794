"""Tests of shared/privacy."""
