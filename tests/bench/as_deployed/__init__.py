"""First on the path of all sides of ``make bench``: what the tests' tools brought is not there."""
