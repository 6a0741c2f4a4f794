"""The deployed function groups. They never import one another."""
