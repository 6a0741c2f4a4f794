"""Examples of what is told of the privacy policy and of what is held, for the API description."""

from typing import Any

_FIRST: dict[str, Any] = {
    "version": "1",
    "published": "2026-11-23",
    "effective": "2026-11-23",
    "effect": "2026-11-23T00:00:00Z",
    "cuts_rights": False,
    "in_force": True,
    "languages": ["en"],
    "sha256": "d281ed2dcf5251807ab497f88f01e6f96bd16691339b95805d48ec53d0ec50af",
}
_SECOND: dict[str, Any] = {
    **_FIRST,
    "version": "2",
    "published": "2026-12-01",
    "effective": "2027-01-01",
    "effect": None,
    "cuts_rights": True,
    "in_force": False,
    "sha256": "8afdebc2a7c81ff24d029f6f97b2c8bf6b1c6e11ca8e8821a4f5f9b253a3a686",
}
_BEFORE = "You can look up waybills without an account and without telling us who you are."
_AFTER = "You can look up waybills without an account."

VERSIONS_LISTED: dict[str, dict[str, Any]] = {"reply": {"two": {"versions": [_SECOND, _FIRST]}}}
POLICY: dict[str, dict[str, Any]] = {
    "reply": {
        "one section of it": {
            **_FIRST,
            "language": "en",
            "title": "Privacy policy",
            "intro": "agogopost shows where a parcel is. This page says what we hold about you.",
            "sections": [
                {
                    "id": "visitors",
                    "title": "You can stay a visitor",
                    "text": _BEFORE,
                    "promises": ["C1", "C2", "M1"],
                }
            ],
        }
    }
}
CHANGES: dict[str, dict[str, Any]] = {
    "reply": {
        "a promise less": {
            "version": "2",
            "since": "1",
            "language": "en",
            "cuts_rights": True,
            "sections": [
                {
                    "section": "visitors",
                    "change": "changed",
                    "before": _BEFORE,
                    "after": _AFTER,
                    "promises_added": [],
                    "promises_removed": ["C1"],
                }
            ],
        },
        "the first one": {
            "version": "1",
            "since": None,
            "language": "en",
            "cuts_rights": False,
            "sections": [
                {
                    "section": "visitors",
                    "change": "added",
                    "before": None,
                    "after": _BEFORE,
                    "promises_added": ["C1", "C2", "M1"],
                    "promises_removed": [],
                }
            ],
        },
    }
}
DATA_MAP: dict[str, dict[str, Any]] = {
    "reply": {
        "some of each": {
            "region": "eu",
            "purposes": [
                {
                    "id": "tracking",
                    "basis": "contract",
                    "text": "To show where a parcel is to those who know its number.",
                }
            ],
            "fields": [
                {
                    "database": "data",
                    "collection": "follows",
                    "field": "label",
                    "owner": "a person",
                    "kind": "business",
                    "holds": "what the person calls it",
                    "purpose": "tracking",
                    "basis": "contract",
                    "retention": "account",
                    "retention_days": 730.0,
                    "counted_from": "the account's last use",
                    "protection": "sealed",
                    "erasure": "drop",
                },
                {
                    "database": "data",
                    "collection": "follows",
                    "field": "created",
                    "owner": "a person",
                    "kind": "operational",
                    "holds": "when it was made",
                    "purpose": None,
                    "basis": None,
                    "retention": "account",
                    "retention_days": 730.0,
                    "counted_from": "the account's last use",
                    "protection": "clear: says nothing about anyone",
                    "erasure": "drop",
                },
            ],
            "recipients": [
                {
                    "id": "mail",
                    "name": "the operator's mail relay",
                    "country": "DE",
                    "purpose": "account",
                    "categories": [
                        "email address",
                        "sign-in code",
                        "notices about the account",
                    ],
                    "stores": "a mail until it is delivered",
                }
            ],
        }
    }
}
