"""Registration: regions, sign-in codes, nonces, accounts, sessions.

Trigger: HTTPS, called by visitors; by people for their own sessions.
Reads and writes: the region's databases ``data`` and ``keys``, and its keyrings by their KMS
    keys; hands codes and notices to the suppliers of mail and SMS, and fetches the public
    keys of OpenID providers.
Runs as: ``registration@``, which may use these databases and those keys.
"""
