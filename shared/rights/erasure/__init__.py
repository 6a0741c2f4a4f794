"""Erasing a person: a tombstone, then everything that the data map knows, then proof."""
