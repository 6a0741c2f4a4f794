"""Track parcels by waybill number: which carriers there are, whose number it is, where it is.

Trigger: HTTP; visitors, without an account or anything about themselves.
Reads and writes: the shared shipment cache and its counters; asks carriers.
Runs as: ``tracking@`` (datastore.user on the shipments database,
    cloudkms.cryptoKeyEncrypterDecrypter on the keys "shipments" and "budgets",
    secretmanager.secretAccessor on the carriers' keys; nothing else).
"""
