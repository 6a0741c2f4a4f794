"""Consents: what people have decided, kept so that it can be proved, and obeyed at once."""
