"""Tests of shared/parcels/shipments."""
