"""Plain programs, as good as an expert would write them. They import nothing of the product."""
