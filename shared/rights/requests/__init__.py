"""Rights requests: the log of what people ask for, its clock, and what a request sets going."""
