"""How the settings stand in an environment: as text, and how their faults are told. Pure."""

from collections.abc import Mapping
from datetime import timedelta

LOCAL_ONLY = (
    "FIRESTORE_EMULATOR_HOST",
    "KMS_EMULATOR_HOST",
    "PUBSUB_EMULATOR_HOST",
    "STORAGE_EMULATOR_HOST",
    "LINK_KEY",
    "LOCAL_STACK",
    "RATE_LIMITS",
    "CLOCK_AHEAD",
    "POLICIES",
)
"""Of the local stack: refused on Google Cloud."""
LOCAL_DEFAULTS = {
    "region": "eu",
    "google_cloud_project": "agogopost-local",
    "kms_location": "europe-west1",
    "bucket": "agogopost-eu",
    "archive_bucket": "agogopost-eu-exports",
    "trusted_hops": 0,
}
"""What names a place, where this is not Google Cloud."""
_LISTS = frozenset(
    {"cors_origins", "platform_accounts", "region_urls", "sms_prefixes", "suppliers_off"}
)
_SPANS = frozenset({"clock_ahead", "deletion_settle", "keyring_hard", "keyring_soft"})


def parsed(name: str, given: str) -> object:
    """Return a variable's value as its setting takes it."""
    if name in _LISTS:
        return tuple(part.strip() for part in given.split(",") if part.strip())
    if name in _SPANS and given.isdecimal():
        return timedelta(seconds=int(given))
    return given


def fault_of(fault: Mapping[str, object]) -> str:
    """Return what is wrong with a variable, by its name and without its value."""
    loc = fault.get("loc")
    parts = [str(part) for part in loc] if isinstance(loc, tuple) else []
    if parts[:1] == ["carriers"]:
        parts = [part for part in parts[1:] if part != "keys"]
    elif parts == ["quick_login"]:
        parts = []
    name = "_".join(parts).upper()
    reason = str(fault["msg"]).removeprefix("Value error, ")
    return f"{name} {reason}".strip()
