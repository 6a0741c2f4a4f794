"""Shipments: shared by everyone who knows a number, and nobody's."""
