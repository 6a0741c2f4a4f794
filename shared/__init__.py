"""What the functions share, one folder per idea."""
