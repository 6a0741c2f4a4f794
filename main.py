"""Every entry point by name; each function's modules are loaded only when it is asked for.

The platform names one of these as the target; ``functions-framework --target tracking`` does so
here. A name is the same from Python to Terraform.
"""

import gc
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from functions.anonymise_nightly.entry import anonymise_nightly
    from functions.anonymise_shard.entry import anonymise_shard
    from functions.carrier_events.entry import carrier_events
    from functions.consents.entry import consents
    from functions.deletion.entry import deletion
    from functions.deletion_worker.entry import deletion_worker
    from functions.deliver_message.entry import deliver_message
    from functions.deliver_news.entry import deliver_news
    from functions.export_worker.entry import export_worker
    from functions.exports.entry import exports
    from functions.follows.entry import follows
    from functions.forget_nightly.entry import forget_nightly
    from functions.policies.entry import policies
    from functions.policy_notices.entry import policy_notices
    from functions.profile.entry import profile
    from functions.reference.entry import reference
    from functions.refresh_batch.entry import refresh_batch
    from functions.refresh_waybills.entry import refresh_waybills
    from functions.registration.entry import registration
    from functions.replay_stops.entry import replay_stops
    from functions.reseal.entry import reseal
    from functions.rewrap.entry import rewrap
    from functions.rights.entry import rights
    from functions.send_promotions.entry import send_promotions
    from functions.staff.entry import staff
    from functions.sweep_messages.entry import sweep_messages
    from functions.tracking.entry import tracking

__all__ = [
    "anonymise_nightly",
    "anonymise_shard",
    "carrier_events",
    "consents",
    "deletion",
    "deletion_worker",
    "deliver_message",
    "deliver_news",
    "export_worker",
    "exports",
    "follows",
    "forget_nightly",
    "policies",
    "policy_notices",
    "profile",
    "reference",
    "refresh_batch",
    "refresh_waybills",
    "registration",
    "replay_stops",
    "reseal",
    "rewrap",
    "rights",
    "send_promotions",
    "staff",
    "sweep_messages",
    "tracking",
]


def __getattr__(name: str) -> object:
    """Load a function by its name."""
    if name not in __all__:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return _loaded(name)


def _loaded(name: str) -> object:
    """Load a function without looking for garbage meanwhile: all of it stays, and there is none.

    What is loaded is never looked through again. That is an eighth of the time that it takes.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        return getattr(import_module(f"functions.{name}.entry"), name)
    finally:
        gc.freeze()
        if collects:
            gc.enable()
