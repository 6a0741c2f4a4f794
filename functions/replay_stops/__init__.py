"""After a restore: what people had stopped is stopped again, before anybody is let in.

Trigger: an operator, by the job that Cloud Scheduler keeps paused. Run it again until it says that
    it is finished; a further run begins anew. ``infra/playbooks/restore.md`` says when.
Reads and writes: the stop ledger, people's keys and the receipts of erasures in ``keys``; all
    records of whoever had something stopped in ``data``, by the data map; their portraits and
    archives in the region's buckets.
Runs as: ``replay-stops@`` (datastore.user on these databases, its keyrings' KMS keys, deleting in
    these buckets).
"""
