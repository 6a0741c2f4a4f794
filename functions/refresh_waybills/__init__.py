"""Hand out the followed parcels that are due to be looked at.

Trigger: Cloud Scheduler, every minute, by an OpenID token.
Reads and writes: counts the follows that are due and writes how far the wheel has turned, in the
    region's database ``data``; reads the names of rings in ``shipments``; publishes to
    ``refresh_batch``.
Runs as: ``refresh-waybills@``, which may use these databases and that topic; it can open nothing.
"""
