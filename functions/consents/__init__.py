"""Consents: what people and visitors allow, seen, said, withdrawn, and proved.

Trigger: HTTPS, called by visitors and by people.
Reads and writes: of a person, consent records and the state in the region's databases ``data`` and
    ``keys``; of a visitor nothing, who keeps a signed token. Its keyrings by their KMS keys
    ``people``.
Runs as: ``consents@``, which may use these databases and those keys.
"""
