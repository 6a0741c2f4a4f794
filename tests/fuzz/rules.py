"""What is refused of a request that fits its schema: rules that no schema says. Nothing imported.

Schemathesis holds it against an operation if what fits is refused. These faults alone are let
through, each with its reason; every other one means that the description lacks something.
"""

from collections.abc import Mapping

_TOGETHER = "which fields go together: generators make bad types of a choice between schemas"
_KNOWN = "whether we know it, or it is still good"
_READ = "what it says when it is read, which a pattern cannot"
BEYOND_A_SCHEMA: Mapping[str, str] = {
    "address-one": _TOGETHER,
    "address-one-at-a-time": _TOGETHER,
    "code-needed": _TOGETHER,
    "confirm-erasure": _TOGETHER,
    "credentials-one": _TOGETHER,
    "handle-needed": _TOGETHER,
    "objection-purpose": _TOGETHER,
    "push-one": _TOGETHER,
    "rights-proof": "only a visitor must prove an address",
    "rights-signed-in": "only a visitor may give an address",
    "channel field-not-acceptable": "whether the account has such an address",
    "code field-missing": _TOGETHER,
    "code field-not-acceptable": _TOGETHER,
    "confirm field-not-acceptable": _TOGETHER,
    "purpose field-not-acceptable": _TOGETHER,
    "carrier-ambiguous": _KNOWN,
    "carrier-choose": _KNOWN,
    "carrier-code-unknown": _KNOWN,
    "carrier-not-configured": _KNOWN,
    "carrier-unknown": _KNOWN,
    "channel-not-served": _KNOWN,
    "push-endpoint-unknown": _KNOWN,
    "push-key-unknown": _KNOWN,
    "push-not-offered": _KNOWN,
    "country-not-served": "its rule is told, so that somebody can be shown why",
    "idempotency-mismatch": _KNOWN,
    "not-asked": _KNOWN,
    "notice-language": _KNOWN,
    "notice-not-current": _KNOWN,
    "policy-version-old": _KNOWN,
    "time-zone-unknown": _KNOWN,
    "quick-login-off": _KNOWN,
    "email-malformed": _READ,
    "language-malformed": _READ,
    "number-absent": _READ,
    "number-bad-character": _READ,
    "number-empty": _READ,
    "number-several": _READ,
    "number-too-long": _READ,
    "phone-impossible": _READ,
    "phone-malformed": _READ,
    "phone-tail-malformed": _READ,
    "portrait-too-large": _READ,
    "portrait-too-small": _READ,
    "portrait-unreadable": _READ,
    "push-point": _READ,
    "postcode-malformed": _READ,
    "day-impossible": _READ,
    "text-characters": _READ,
    "text-invisible": _READ,
}
"""By code, or by field and code where a code has more causes, why."""


def is_beyond(problem: Mapping[str, object]) -> bool:
    """Tell whether a problem is for such a rule alone."""
    errors = problem.get("errors")
    faults = errors if isinstance(errors, list) else []
    told = [{one["code"], f"{one['field']} {one['code']}"} for one in faults]
    return all(not one.isdisjoint(BEYOND_A_SCHEMA) for one in told or [{problem.get("code")}])
