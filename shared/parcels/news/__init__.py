"""News of parcels: what has changed since somebody was told."""
