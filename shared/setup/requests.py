"""The composition root of rights requests. See ``shared/setup/platform.py``."""

from functools import cache

from shared.people.person.restrictions import Standings
from shared.people.person.stop_ledger import StopLedger
from shared.platform.records.sealed import SealedRecords
from shared.platform.vault.uses import Use
from shared.privacy.describe import Database
from shared.rights.erasure.evidence import EvidenceKeys
from shared.rights.requests.desk import RightsDesk
from shared.rights.requests.fulfilment import Carrying
from shared.rights.requests.log import RightsLog
from shared.rights.requests.model import ClaimedRequest, RightsRequest, VisitorRequest
from shared.rights.requests.notifications import RightsTelling
from shared.rights.requests.sealed_details import SealedRequests
from shared.setup.accounts import (
    limits,
    of_people,
    person_keys,
    profiles,
    second_proofs,
    sign_in_codes,
    used_proofs,
)
from shared.setup.consents import consents
from shared.setup.erasure import asking
from shared.setup.exports import exports
from shared.setup.jobs import jobs
from shared.setup.messages import notices, sender
from shared.setup.platform import clock, documents, keyring, wall_clock
from shared.setup.rights_reach import RightsReach
from shared.setup.settings import settings


@cache
def rights() -> RightsReach:
    """Return what the function ``rights`` can reach."""
    given = settings()
    return RightsReach(
        region=given.region,
        base_url_of=given.base_url_of,
        contact_domain=given.contact_domain,
        inbound_mail_key=_inbound_mail_key,
        log=requests,
        sealed=sealed,
        carrying=carrying,
        telling=telling,
        profiles=profiles,
        limits=limits,
        codes=sign_in_codes,
        used=used_proofs,
        second=second_proofs,
        clock=clock(),
        keys=person_keys,
        wall_clock=wall_clock(),
    )


def _inbound_mail_key() -> str | None:
    key = settings().inbound_mail_key
    return key.get_secret_value() if key is not None else None


@cache
def requests() -> RightsLog:
    """Return the log of requests."""
    return RightsLog(documents(Database.DATA), clock())


@cache
def sealed() -> SealedRequests:
    """Return what of requests is sealed."""
    derived = EvidenceKeys(keyring(Use.REQUESTS), VisitorRequest.collection)
    visitors = SealedRecords(VisitorRequest, documents(Database.DATA), derived, clock())
    claimed = of_people(ClaimedRequest)
    return SealedRequests(of_people(RightsRequest), visitors, claimed, person_keys())


@cache
def standings() -> Standings:
    """Return how people's data stands."""
    store = documents(Database.KEYS)
    return Standings(store, StopLedger(store, clock()), person_keys(), clock())


@cache
def carrying() -> Carrying:
    """Return what it takes to carry requests out."""
    return Carrying(requests(), standings(), consents, exports, asking, profiles, notices, jobs)


@cache
def desk() -> RightsDesk:
    """Return the requests as staff work on them."""
    return RightsDesk(requests(), sealed(), standings(), carrying(), telling(), clock())


@cache
def telling() -> RightsTelling:
    """Return who tells people about their requests."""
    given = settings()
    return RightsTelling(
        sender,
        profiles,
        sealed,
        limits(),
        mail_per_hour=given.mail_per_hour,
        sms_per_hour=given.sms_per_hour,
    )
