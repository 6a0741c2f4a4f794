"""The operator's staff: which roles there are, what each may see of people, why, how long."""
