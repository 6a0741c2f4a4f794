"""Delete or anonymise what has outlived its retention: one part of a nightly run.

Trigger: Pub/Sub, topic ``anonymise_shard``, by a push with an OpenID token.
Reads and writes: every collection of the data map whose records end by themselves; what the access
    log says of follows that ended; person keys whose account never came; what rested on a withdrawn
    consent; people whom nobody saw for long; people who are said to be under 18, once 72 hours are
    over; the cells of closed months; deletes the archives of exports that ended from their bucket.
Runs as: ``anonymise-shard@`` (datastore.user on the region's databases, its keyrings' KMS keys to
    write to people and to count cells, deleting from that bucket, publishing to the topics
    ``anonymise_shard`` and ``deletion_worker``).
"""
