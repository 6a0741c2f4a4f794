"""Rights requests: people and visitors use their rights under the law, and follow what comes of it.

Trigger: HTTPS; people with a session, visitors who prove an address by a code; the operator's mail
    provider, for mail to the contact address, each signed over its body.
Reads and writes: the log of requests and what it sets going in the region's database ``data``;
    what was reported of a person's address; how the caller's data stands, the stop ledger, and the
    receipt of an erasure in ``keys``;
    publishes to ``export_worker`` and ``deletion_worker``; hands mails to the suppliers of mail.
Runs as: ``rights@`` (datastore.user on the databases data and keys; its keyrings' KMS keys;
    publisher on these two topics; the mail relay's, the SMS provider's and the inbound mail's
    secrets).
"""
