"""Invented people for a running stack."""
