"""Staff: find a person, see them masked, unmask with a reason, restrict and erase a minor by two.

Trigger: HTTPS, called by the operator's staff, by their own OpenID issuer and a role.
Reads and writes: the records of one person at a time in the region's database ``data``, their
    access log before anything is shown; the log of rights requests; keys, receipts and the stop
    ledger in ``keys``; publishes to ``deletion_worker``; hands mails to the suppliers of mail.
Runs as: ``staff-function@`` (datastore.user on the databases data and keys; its keyrings' KMS keys;
    publisher on that one topic; the mail relay's and the SMS provider's secrets).
"""
