"""A person: who they are, their key, what is held of them, what they have stopped."""
