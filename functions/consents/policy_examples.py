"""Examples of what is told of the policy to whoever calls, for the API description."""

from typing import Any

UPCOMING: dict[str, dict[str, Any]] = {
    "reply": {
        "nothing": {"banner": None},
        "it cuts rights": {
            "banner": {
                "version": "2",
                "language": "en",
                "text": "From the next version on we promise one thing less.",
                "effective": "2027-01-01",
                "effect": None,
                "cuts_rights": True,
                "in_force": False,
                "policy": "/v1/policies/2",
                "changes": "/v1/policies/2/changes",
            }
        },
    }
}
ACCEPTANCE: dict[str, dict[str, Any]] = {
    "reply": {
        "said": {"version": "1", "accepted": "2026-12-02T09:30:00Z", "how": "said"},
        "by going on": {"version": "1", "accepted": "2026-11-30T07:12:00Z", "how": "going_on"},
    }
}
