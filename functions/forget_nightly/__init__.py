"""Forgetting, nightly: aggregators delete the numbers that nobody asks for any more.

Trigger: Cloud Scheduler, half an hour after the nightly deletion, by a token of the platform.
Reads and writes: reads the region's shipments database, by the KMS key ``shipments``, to see what
    is still there; calls the aggregators that are configured.
Runs as: ``forget-nightly@``, which may use that database, that key and the aggregators' secrets.
"""
