"""People: who is registered, how they prove it, and in which region they live."""
