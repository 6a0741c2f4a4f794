"""Messages to people: what is said, and by which channel it goes."""
