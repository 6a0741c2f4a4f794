"""What the service promises, by version, and what it says about the data it holds.

Trigger: HTTP; visitors, and people who accept a version.
Reads and writes: how far a version was made known; of people who come with a session, that they
    were shown it and have accepted it. All else that it shows is part of the release.
Runs as: ``policies@`` (datastore.user on the databases data and keys; the KMS key of the keyring
    ``sessions``, which opens nobody).
"""
