"""Account deletion: a person has everything about them erased, and follows it by a receipt.

Trigger: HTTPS; asking by people who signed in within five minutes, the receipt by whoever has it.
Reads and writes: the caller's key, which it puts under a tombstone, the receipt and the stop ledger
    in the region's database ``keys``; the caller's sessions in ``data``; publishes to
    ``deletion_worker``; hands a notice to the suppliers of mail.
Runs as: ``deletion@`` (datastore.user on the databases data and keys; its keyrings' KMS keys;
    publisher on that one topic; the mail relay's and the SMS provider's secrets).
"""
