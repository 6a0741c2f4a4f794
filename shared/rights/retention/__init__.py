"""The nightly run: what is due, in parts that many workers share, and its report."""
