"""Carrier events: what aggregators push when something happens to a parcel.

Trigger: HTTPS, called by aggregators; each push is signed over its body with the key that the
    aggregator and we share.
Reads and writes: the region's shipments database and its keyring, by the KMS key ``shipments``.
Runs as: ``carrier-events@``, which may use that database, that key and the aggregators' secrets.
"""
