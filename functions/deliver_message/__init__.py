"""Send a message that a person is to be told, which was written with what it tells of.

Trigger: Pub/Sub, topic ``deliver_message``, by a push with an OpenID token.
Reads and writes: the message, the person's record and their access log in the region's database
    ``data``, their key in ``keys``; hands the message to the suppliers of mail and SMS.
Runs as: ``deliver-message@``, which may use these databases and its keyrings' KMS keys, and has the
    mail relay's and the SMS provider's secrets.
"""
