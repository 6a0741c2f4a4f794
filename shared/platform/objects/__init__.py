"""Objects: sealed files in the region's bucket."""
