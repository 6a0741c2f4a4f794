"""Erase a person: everything that the data map knows, then their key, then proof.

Trigger: Pub/Sub, topic ``deletion_worker``, by a push with an OpenID token.
Reads and writes: all records of the person in the region's database ``data``, by the data map;
    their key and the receipt in ``keys``; their portrait and archives in the region's buckets.
Runs as: ``deletion-worker@`` (datastore.user on these databases, its keyrings' KMS keys, deleting
    in these buckets).
"""
