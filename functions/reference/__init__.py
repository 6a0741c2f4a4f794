"""The API's own description.

Trigger: HTTP; visitors.
Reads and writes: nothing; the description is part of the release.
Runs as: ``reference@`` (no roles).
"""
