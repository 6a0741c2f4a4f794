"""Carriers: who they are, how their numbers look, and how they are asked."""
