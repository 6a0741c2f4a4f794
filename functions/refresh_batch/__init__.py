"""Look at a batch of followed parcels, each for the person who follows it.

Trigger: Pub/Sub, topic ``refresh_batch``, by a push with an OpenID token.
Reads and writes: follows, access logs, consents and what is counted of a month in the region's
    database ``data``, people's keys and the months' in ``keys``, the shared cache and the counters
    in ``shipments``; asks carriers and aggregators.
Runs as: ``refresh-batch@``, which may use these databases and its keyrings' KMS keys, and has the
    carriers' secrets; it has none by which people are written to.
"""
