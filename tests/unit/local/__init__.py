"""The local stack: its stand-ins are honest, and it leaves nothing behind."""
