"""Hourly: write to everyone about a version of the policy that cuts rights, before it takes effect.

Trigger: Cloud Scheduler, every hour, by HTTP with an OpenID token.
Reads and writes: people, what they were told, and how far each version has been made known. While
    no version is to be announced it reads nothing.
Runs as: ``policy-notices@`` (datastore.user on the region's databases data and keys; the KMS keys
    of its keyrings; the mail relay's and the SMS provider's secrets).
"""
