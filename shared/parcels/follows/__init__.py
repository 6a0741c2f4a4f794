"""Follows: which parcels a person follows, under the person's own key."""
