"""The edge: what it lets in, what it answers, and what it never says."""
