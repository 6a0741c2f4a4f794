"""What is done later: messages from one function to another, and how they arrive."""
