"""Consents: what people and visitors allow, seen, said, withdrawn, and proved.

So it is with the policy: which version is shown to whom, and who has accepted it.

Trigger: HTTPS, called by visitors and by people.
Reads and writes: of a person, consent records and the state in the region's databases ``data`` and
    ``keys``, and that they were shown a version of the policy or have accepted it; of a visitor
    nothing, who keeps a signed token; how far a version was made known. Its keyrings by their KMS
    keys ``people``.
Runs as: ``consents@``, which may use these databases and those keys.
"""
