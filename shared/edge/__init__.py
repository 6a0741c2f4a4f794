"""The edge: who is calling, what they send, what they get."""
