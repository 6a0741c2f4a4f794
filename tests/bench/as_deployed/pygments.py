"""httpx looks for this, and for rich, for a command of its own; no deployed function has them."""

raise ImportError("not among what is deployed")
