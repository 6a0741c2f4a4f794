"""The description of the API, generated from what operations declare: for development alone."""
