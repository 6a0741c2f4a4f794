"""All record classes of the service: what the data map and the nightly run are made from.

A test searches the code for record classes and fails when a module is missing here.
"""

import shared.parcels.follows.model
import shared.parcels.refresh.model
import shared.parcels.shipments.model
import shared.parcels.shipments.quota
import shared.parcels.shipments.rings
import shared.people.accounts.devices
import shared.people.accounts.identities
import shared.people.accounts.known_devices
import shared.people.accounts.origins
import shared.people.accounts.preferences
import shared.people.accounts.sent_codes
import shared.people.accounts.stored_replies
import shared.people.consents.model
import shared.people.messages.outgoing
import shared.people.messages.sent
import shared.people.person.disclosures
import shared.people.person.keys
import shared.people.person.model
import shared.people.person.rate_limits
import shared.people.person.stop_ledger
import shared.people.policies.model
import shared.people.policies.notice
import shared.people.portraits.model
import shared.people.promotions.model
import shared.people.usage.model
import shared.platform.limits.salt
import shared.platform.records.keyrings
import shared.platform.suppliers.budget
import shared.platform.suppliers.pace
import shared.rights.erasure.model
import shared.rights.erasure.replay_progress
import shared.rights.exports.model
import shared.rights.requests.model
import shared.rights.retention.model
import shared.rights.staff.model
import shared.rights.statistics.model
from shared.privacy.describe import RECORDS, Record

_MODULES = (
    shared.parcels.follows.model,
    shared.parcels.refresh.model,
    shared.parcels.shipments.model,
    shared.parcels.shipments.quota,
    shared.parcels.shipments.rings,
    shared.people.accounts.devices,
    shared.people.accounts.stored_replies,
    shared.people.accounts.identities,
    shared.people.accounts.known_devices,
    shared.people.accounts.origins,
    shared.people.accounts.preferences,
    shared.people.accounts.sent_codes,
    shared.people.consents.model,
    shared.people.messages.outgoing,
    shared.people.messages.sent,
    shared.people.person.disclosures,
    shared.people.person.keys,
    shared.people.person.model,
    shared.people.person.rate_limits,
    shared.people.person.stop_ledger,
    shared.people.policies.model,
    shared.people.policies.notice,
    shared.people.portraits.model,
    shared.people.promotions.model,
    shared.people.usage.model,
    shared.platform.limits.salt,
    shared.platform.records.keyrings,
    shared.platform.suppliers.budget,
    shared.platform.suppliers.pace,
    shared.rights.erasure.model,
    shared.rights.erasure.replay_progress,
    shared.rights.exports.model,
    shared.rights.requests.model,
    shared.rights.retention.model,
    shared.rights.staff.model,
    shared.rights.statistics.model,
)


def records() -> list[type[Record]]:
    """Return every record class, ordered by collection."""
    names = {module.__name__ for module in _MODULES}
    return [one for _, one in sorted(RECORDS.items()) if one.__module__ in names]
