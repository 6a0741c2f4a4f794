"""Promotions: what is offered to those who agreed to hear of it."""
