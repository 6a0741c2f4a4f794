"""What the service says about the data it holds.

Trigger: HTTP; visitors.
Reads and writes: nothing; everything it shows is part of the release.
Runs as: ``policies@`` (no roles).
"""
