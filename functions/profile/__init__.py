"""Profile: what a person sees and changes of their own: data, portrait, devices, preferences.

Trigger: HTTPS, called by people; by visitors for preferences that they keep themselves.
Reads and writes: the caller's own records in the region's databases ``data`` and ``keys``, their
    portrait in the region's bucket, and its keyrings by their KMS keys; hands notices
    to the suppliers of mail and SMS.
Runs as: ``profile@``, which may use these databases, that bucket and those keys.
"""
