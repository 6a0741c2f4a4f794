"""Parcels: carriers, shipments, and what people follow."""
