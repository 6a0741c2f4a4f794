"""Carriers: numbers, formats, detection."""
