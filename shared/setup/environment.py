"""How the settings stand in an environment: as text, and how their faults are told. Pure."""

import re
from collections.abc import Iterable, Mapping
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
    "PROMOTIONS",
)
"""Of the local stack: refused on Google Cloud."""
_LEAST: Mapping[str, timedelta | int] = {
    "deletion_settle": timedelta(seconds=80),
    "trusted_hops": 1,
}
"""What less of is good for the local stack: there nobody's key is still open at another instance,
and nothing stands between us and the client."""
_BESIDE = {"MAIL_FROM": "SMTP_HOST", "CONTACT_DOMAIN": "INBOUND_MAIL_KEY"}
"""What has a default for the local stack, and with what it must be given on Google Cloud."""
_HERE = re.compile(r"(?i)(\A|[@.])(localhost|localdomain)\.?\Z|\A127\.|\A0\.0\.0\.0\Z")
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
    {
        "cors_origins",
        "platform_accounts",
        "region_urls",
        "sms_prefixes",
        "suppliers_off",
        "vapid_public_keys",
    }
)
_SPANS = frozenset({"clock_ahead", "deletion_settle", "keyring_hard", "keyring_soft"})


def read(
    environment: Mapping[str, str], names: Iterable[str], *, in_cloud: bool
) -> dict[str, object]:
    """Return what an environment gives of some settings; an empty variable is none."""
    values: dict[str, object] = {} if in_cloud else dict(LOCAL_DEFAULTS)
    for name in names:
        if value := environment.get(name.upper()):
            values[name] = _parsed(name, value)
    return values


def _parsed(name: str, given: str) -> object:
    """Return a variable's value as its setting takes it."""
    if name in _LISTS:
        return tuple(part.strip() for part in given.split(",") if part.strip())
    if name in _SPANS and given.isdecimal():
        return timedelta(seconds=int(given))
    return given


def of_the_local_stack(environment: Mapping[str, str]) -> list[str]:
    """Return what is wrong with an environment of Google Cloud, whatever the values are."""
    faults = [
        f"{name} belongs to the local stack and must not be set on Google Cloud"
        for name in LOCAL_ONLY
        if environment.get(name)
    ]
    return faults + [
        f"{name} must be given with {beside} on Google Cloud"
        for name, beside in _BESIDE.items()
        if environment.get(beside) and not environment.get(name)
    ]


def local_value(name: str, given: object) -> str | None:
    """Return why a setting's value makes sense in the local stack alone; None: it does not."""
    least = _LEAST.get(name)
    if isinstance(given, timedelta) and isinstance(least, timedelta) and given < least:
        return f"must be at least {least.total_seconds():.0f} seconds on Google Cloud"
    if isinstance(given, int) and isinstance(least, int) and given < least:
        return f"must be at least {least} on Google Cloud"
    if isinstance(given, str) and _HERE.search(given):
        return "must not name this machine on Google Cloud"
    return None


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
