"""Nightly: delete what has outlived its retention, and say how much is left.

Trigger: Cloud Scheduler, 02:00 in the region, by HTTP with an OpenID token.
Reads and writes: every collection of the data map whose records end by themselves; person keys
    whose account never came; deletes the archives of exports from the region's bucket of archives;
    ends rights requests whose export is ready, and mails the operator which are due.
Runs as: ``anonymise-nightly@`` (datastore.user on the region's databases, and deleting from that
    bucket; the mail relay's secret; it can open nothing).
"""
