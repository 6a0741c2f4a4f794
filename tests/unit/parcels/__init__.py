"""Tests of shared/parcels."""
