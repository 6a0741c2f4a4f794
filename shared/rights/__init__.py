"""What people can demand and what they are owed: copies, erasure, retention, requests."""
