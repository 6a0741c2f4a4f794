"""The composition root of policies. See ``shared/setup/platform.py``."""

from functools import cache, partial

from shared.people.person.model import Person
from shared.people.policies.announcements import Announcements
from shared.people.policies.model import PolicyNotice
from shared.people.policies.notifications import PolicyTelling
from shared.people.policies.policies import Policies
from shared.people.policies.versions import policies as versions
from shared.privacy.describe import Database
from shared.setup.accounts import of_people, person_keys
from shared.setup.messages import sender
from shared.setup.platform import clock, documents, region
from shared.setup.reach import Announcing, Policing
from shared.setup.settings import settings


@cache
def policing() -> Policing:
    """Return what the function ``policies`` can reach."""
    return Policing(region=region(), policies=policies)


@cache
def announcing() -> Announcing:
    """Return what the function ``policy_notices`` can reach."""
    return Announcing(
        policies=policies,
        announcements=announcements,
        telling=policy_telling,
        people=lambda: of_people(Person),
        documents=lambda: documents(Database.DATA),
        clock=clock(),
    )


@cache
def policies() -> Policies:
    """Return the versions of the policy in this region."""
    folder = settings().policies
    return Policies(
        partial(versions, folder) if folder is not None else versions,
        announcements=announcements(),
        notices=of_people(PolicyNotice),
        documents=documents(Database.DATA),
        tombstones=person_keys(),
        clock=clock(),
    )


@cache
def announcements() -> Announcements:
    """Return how far each version has been made known."""
    return Announcements(documents(Database.DATA))


@cache
def policy_telling() -> PolicyTelling:
    """Return what writes to people about a version."""
    return PolicyTelling(of_people(PolicyNotice), sender, clock())
