"""All record classes of the service: what the data map and the nightly run are made from.

A test searches the code for record classes and fails when a module is missing here.
"""

import shared.cells.model
import shared.consents.model
import shared.erasure.model
import shared.erasure.progress
import shared.exports.model
import shared.follows.model
import shared.limits.quota
import shared.limits.salt
import shared.nightly.model
import shared.people.devices
import shared.people.disclosures
import shared.people.identities
import shared.people.keys
import shared.people.known_devices
import shared.people.limits
import shared.people.model
import shared.people.origins
import shared.people.preferences
import shared.people.replies
import shared.people.sent_codes
import shared.policies.model
import shared.portraits.model
import shared.records.keyrings
import shared.rights.model
import shared.shipments.model
import shared.staff.model
import shared.suppliers.budget
import shared.suppliers.pace
import shared.usage.model
from shared.privacy.describe import RECORDS, Record

_MODULES = (
    shared.cells.model,
    shared.consents.model,
    shared.erasure.model,
    shared.erasure.progress,
    shared.exports.model,
    shared.follows.model,
    shared.limits.quota,
    shared.limits.salt,
    shared.nightly.model,
    shared.people.devices,
    shared.people.disclosures,
    shared.people.identities,
    shared.people.keys,
    shared.people.known_devices,
    shared.people.limits,
    shared.people.model,
    shared.people.origins,
    shared.people.preferences,
    shared.people.replies,
    shared.people.sent_codes,
    shared.policies.model,
    shared.portraits.model,
    shared.records.keyrings,
    shared.rights.model,
    shared.shipments.model,
    shared.staff.model,
    shared.suppliers.budget,
    shared.suppliers.pace,
    shared.usage.model,
)


def records() -> list[type[Record]]:
    """Return every record class, ordered by collection."""
    names = {module.__name__ for module in _MODULES}
    return [one for _, one in sorted(RECORDS.items()) if one.__module__ in names]
