"""Tell a person of news of the parcels that they follow, if they want it, and once.

Trigger: Pub/Sub, topic ``deliver_news``, by a push with an OpenID token.
Reads and writes: what waits for the person, their record, follows, choices and access log in the
    region's database ``data``, their key in ``keys``; hands the message to the suppliers of mail,
    SMS and push.
Runs as: ``deliver-news@``, which may use these databases and its keyrings' KMS keys, and has the
    secrets of who relays messages and the keys of push, and no carrier's. One instance: it keeps
    to the pace of news, and no code, notice or rights mail waits for it.
"""
