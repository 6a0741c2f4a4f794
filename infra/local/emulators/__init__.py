"""Emulated Firestore and Pub/Sub: Google's, or embedded ones that need nothing but Python."""
