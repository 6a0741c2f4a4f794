"""Prepare a person's export: one zip with everything that is held about them.

Trigger: Pub/Sub, topic ``export_worker``, by a push with an OpenID token.
Reads and writes: all records of the person in the region's database ``data``, by the data map,
    their key in ``keys``, their portrait in the region's bucket; writes the archive to the region's
    bucket of archives; hands a notice to the suppliers of mail.
Runs as: ``export-worker@``, which may use these databases and buckets and its keyrings' KMS keys.
"""
