"""Nightly: delete what has outlived its retention, and say how much is left.

Trigger: Cloud Scheduler, 02:00 in the region, by HTTP with an OpenID token.
Reads and writes: every collection of the data map whose records end by themselves.
Runs as: ``anonymise-nightly@`` (datastore.user on the databases that hold such collections: today
the shipments database).
"""
