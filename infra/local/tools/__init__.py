"""What engineers call beside: the API's description and its pages, policies, jobs, tokens."""
