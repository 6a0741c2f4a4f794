"""The composition root of rights requests. See ``shared/wiring.py``."""

from functools import cache

from shared.consents.wiring import consents
from shared.erasure.evidence import EvidenceKeys
from shared.erasure.stops import StopLedger
from shared.erasure.wiring import asking
from shared.exports.wiring import exports
from shared.jobs.wiring import jobs
from shared.messages.wiring import notices, sender
from shared.people.wiring import (
    limits,
    of_people,
    person_keys,
    profiles,
    second_proofs,
    sign_in_codes,
    used_proofs,
)
from shared.privacy.describe import Database
from shared.records.sealed import SealedRecords
from shared.rights.carrying import Carrying
from shared.rights.desk import RightsDesk
from shared.rights.log import RightsLog
from shared.rights.model import ClaimedRequest, RightsRequest, VisitorRequest
from shared.rights.reach import RightsReach
from shared.rights.sealed import SealedRequests
from shared.rights.standings import Standings
from shared.rights.telling import RightsTelling
from shared.settings import settings
from shared.vault.uses import Use
from shared.wiring import clock, documents, keyring, wall_clock


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
