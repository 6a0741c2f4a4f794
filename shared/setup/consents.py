"""The composition root of consents. See ``shared/setup/platform.py``."""

from functools import cache
from typing import TYPE_CHECKING

from shared.platform.vault.uses import Use
from shared.privacy.describe import Database
from shared.setup.platform import clock, documents, keyring
from shared.setup.reach import Consenting
from shared.setup.settings import settings

if TYPE_CHECKING:
    from shared.edge.consent_gate import ConsentGate
    from shared.people.consents.consents import Consents
    from shared.people.consents.unsubscribe import UnsubscribeLinks
    from shared.people.consents.visitor_consents import VisitorConsents
    from shared.people.usage.usage import Usage


@cache
def consenting() -> Consenting:
    """Return what the function ``consents`` can reach."""
    given = settings()
    return Consenting(
        region=given.region,
        base_url_of=given.base_url_of,
        gate=gate,
        consents=consents,
        visitors=visitors,
        usage=usage,
        unsubscribe=unsubscribe,
        clock=clock(),
    )


@cache
def gate() -> "ConsentGate":
    """Return the gate."""
    from shared.edge.consent_gate import ConsentGate  # noqa: PLC0415 - when something is asked

    return ConsentGate(consents, visitors)


@cache
def consents() -> "Consents":
    """Return what this region's people have decided."""
    from shared.people.consents.consents import Consents  # noqa: PLC0415 - when a person calls
    from shared.people.consents.model import ConsentRecord, ConsentState  # noqa: PLC0415 - as above
    from shared.people.person.model import Person  # noqa: PLC0415 - as above
    from shared.people.person.stop_ledger import StopLedger  # noqa: PLC0415 - as above
    from shared.setup.accounts import of_people, person_keys  # noqa: PLC0415 - as above

    return Consents(
        records=of_people(ConsentRecord),
        states=of_people(ConsentState),
        people=of_people(Person),
        keys=person_keys(),
        stops=StopLedger(documents(Database.KEYS), clock()),
        documents=documents(Database.DATA),
        clock=clock(),
    )


@cache
def usage() -> "Usage":
    """Return what is collected under people's consents."""
    from shared.people.usage.model import Interests, Place, Traces  # noqa: PLC0415 - as above
    from shared.people.usage.usage import Usage  # noqa: PLC0415 - as above
    from shared.setup.accounts import of_people  # noqa: PLC0415 - when something is collected

    return Usage(
        traces=of_people(Traces),
        interests=of_people(Interests),
        places=of_people(Place),
        documents=documents(Database.DATA),
        clock=clock(),
    )


@cache
def unsubscribe() -> "UnsubscribeLinks":
    """Return the links that stop a channel."""
    from shared.people.consents.unsubscribe import UnsubscribeLinks  # noqa: PLC0415 - when one is used

    return UnsubscribeLinks(keyring(Use.SESSIONS))


@cache
def visitors() -> "VisitorConsents":
    """Return the tokens in which visitors keep what they have decided."""
    from shared.people.consents.visitor_consents import VisitorConsents  # noqa: PLC0415 - when a visitor decides

    return VisitorConsents(keyring(Use.SESSIONS), clock())
