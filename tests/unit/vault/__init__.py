"""Tests of shared/vault."""
