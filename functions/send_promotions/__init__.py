"""Every minute: send the promotions of these days to those who agreed to them.

Trigger: Cloud Scheduler, every minute, by HTTP with an OpenID token. While no promotion is on it
    reads nothing.
Reads and writes: everybody's record, choices, devices and what they were sent, in the region's
    database ``data``, their keys in ``keys``; hands messages to who relays mail, SMS and push.
Runs as: ``send-promotions@``, which may use these databases and its keyrings' KMS keys, and has the
    secrets of who relays messages, and no carrier's. One instance: it keeps to the pace of
    promotions, and no news, code, notice or rights mail waits for it.
"""
