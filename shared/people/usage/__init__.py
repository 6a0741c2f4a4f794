"""What is collected of how people use the service, each kind under a consent of its own."""
