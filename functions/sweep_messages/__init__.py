"""Hand on messages to people that are overdue: put off, or left by a worker that was killed.

Trigger: Cloud Scheduler, every minute, by an OpenID token.
Reads and writes: reads when messages are due, in the region's database ``data``; publishes to
    ``deliver_message``.
Runs as: ``sweep-messages@``, which may use this database and that topic; it can open nothing.
"""
