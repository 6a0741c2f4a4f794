"""Registration: regions, sign-in codes, accounts, sessions.

Trigger: HTTPS, called by visitors; by people for their own sessions.
Reads and writes: the region's databases ``data`` and ``keys``, and the people keyring by the KMS
    key ``people``; hands codes to the suppliers of mail and SMS.
Runs as: ``registration@``, which may use these databases and that key.
"""
