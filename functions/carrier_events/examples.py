"""Examples of a push and of what is answered, for the API description."""

from typing import Any

PUSHED: dict[str, dict[str, Any]] = {
    "request": {
        "news of a parcel, in the form of its aggregator": {
            "event": "TRACKING_UPDATED",
            "data": {
                "number": "RB100000017CN",
                "carrier": 3011,
                "param": None,
                "tag": "us.post_cn",
                "track_info": {
                    "latest_status": {"status": "InTransit", "sub_status": "InTransit_Other"},
                    "tracking": {
                        "providers": [
                            {
                                "latest_sync_status": "Success",
                                "latest_sync_time": "2026-12-02T09:25:00Z",
                                "events": [
                                    {
                                        "time_iso": "2026-12-02T08:10:00+01:00",
                                        "sub_status": "InTransit_Other",
                                        "address": {"country": "DE", "city": "BERLIN"},
                                    }
                                ],
                            }
                        ]
                    },
                },
            },
        }
    },
    "reply": {"news": {"outcome": "kept"}, "nobody asks for it": {"outcome": "unknown"}},
}
