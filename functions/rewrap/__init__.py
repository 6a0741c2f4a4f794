"""The nightly rotation: new epochs in time, and people's keys wrapped under the newest.

Trigger: Cloud Scheduler, 03:00 in the region's time.
Reads and writes: every keyring, by its KMS key, and the wrapped keys of people; no record.
Runs as: ``rewrap@``, which may use the databases ``data``, ``keys`` and ``shipments``, and every
    KMS key.
"""
