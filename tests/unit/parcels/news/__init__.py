"""What is news of a parcel."""
