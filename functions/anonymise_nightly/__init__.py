"""Nightly: have everything that outlived its retention deleted, and say how much is left.

Trigger: Cloud Scheduler, 02:00 in the region, by HTTP with an OpenID token.
Reads and writes: the run and its parts in the region's database ``data``; the receipts of erasures
    that are not finished, in ``keys``. The work itself is done by ``anonymise_shard``. Ends rights
    requests whose export is ready, and mails the operator which are due.
Runs as: ``anonymise-nightly@`` (datastore.user on these databases, publishing to the topics
    ``anonymise_shard`` and ``deletion_worker``, the mail relay's secret; it can open nothing).
"""
