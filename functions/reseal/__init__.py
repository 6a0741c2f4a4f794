"""After a compromise: new keys for everybody, and everything about them sealed anew.

Trigger: an operator, by the job that Cloud Scheduler keeps paused. Run it again until it says that
    it is finished; a further run begins anew.
Reads and writes: its keyrings, by their KMS keys; every key, record and portrait of
    the region's people.
Runs as: ``reseal@``, which may use the databases ``data`` and ``keys``, the bucket and those keys.
"""
