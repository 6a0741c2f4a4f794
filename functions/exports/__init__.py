"""Exports: a person asks for a copy of everything that is held about them, and fetches it.

Trigger: HTTPS, called by people; asking and fetching by those who signed in within five minutes.
Reads and writes: the caller's own export in the region's databases ``data`` and ``keys``, its
    keyrings by their KMS keys; publishes to ``export_worker``; signs links into the
    region's bucket of archives; hands notices to the suppliers of mail.
Runs as: ``exports@``, which may use these databases, those keys and that one topic, read that
    bucket, and sign in its own name.
"""
