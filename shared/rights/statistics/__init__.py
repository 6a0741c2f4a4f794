"""What survives of people who are gone: counts of groups that lead to nobody."""
