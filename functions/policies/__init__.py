"""What the service promises, by version, and what it says about the data it holds.

Trigger: HTTP; visitors. Whoever calls is the same to it: what a person is shown and accepts is of
    the function ``consents``.
Reads and writes: nothing but, while a version that cuts rights is announced, how far it was made
    known. All that it shows is part of the release.
Runs as: ``policies@`` (datastore.user on the database data; no key).
"""
