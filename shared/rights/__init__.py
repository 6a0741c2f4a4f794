"""Rights requests: the log of what people ask for under the law, its clock, and what it sets going."""
