"""The nightly rotation: new epochs in time, and people's keys wrapped under the newest.

Trigger: Cloud Scheduler, 03:00 in the region's time.
Reads and writes: both keyrings, by their KMS keys, and the wrapped keys of people; no record.
Runs as: ``rewrap@``, which may use the databases ``data``, ``keys`` and ``shipments``, and both
    KMS keys.
"""
