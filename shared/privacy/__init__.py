"""Describe a field once; masking, sealing, retention and the data map follow from it."""
