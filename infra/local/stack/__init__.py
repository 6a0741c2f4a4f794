"""The whole stack: its parts, where they listen, how they start and stop."""
