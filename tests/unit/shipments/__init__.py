"""Tests of shared/shipments."""
