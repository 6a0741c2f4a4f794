"""Tests of shared/platform/vault."""
