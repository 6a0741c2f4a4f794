"""Follow parcels: begin, list, see, change, stop.

Trigger: HTTP; registered people.
Reads and writes: the caller's own follows and their access log, sealed under their key; the shared
shipment cache and its counters; asks carriers, from the half of their budgets that is kept for
follows.
Runs as: ``follows@`` (datastore.user on the databases data, keys and shipments,
cloudkms.cryptoKeyEncrypterDecrypter on its keyrings' KMS keys,
secretmanager.secretAccessor on the carriers' keys; nothing else).
"""
