"""Consent records, and what somebody has decided as of now. Pure.

The fields of a record are those of ISO/IEC TS 27560:2023 (consent record information structure).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime

from shared.kernel.clock import DAY
from shared.people.consents.choice import Choice, Method
from shared.people.person.model import WHILE_ACCOUNT
from shared.privacy.consent import Decision, Decisions, decided
from shared.privacy.describe import Database, Erase, Kind, Operational, Personal, Record, Retention
from shared.privacy.purposes import EVIDENCE, PURPOSES, Basis

CONSENT_EVIDENCE = Retention("consent-evidence", 3 * 365 * DAY, "the account's end")
WITHDRAWALS = Retention("withdrawal", DAY, "the withdrawal")
_WHOSE = "whose it is: a random id"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def _evidence(holds: str) -> Personal:
    return Personal(
        Kind.SERVICE, purpose=EVIDENCE, keep=CONSENT_EVIDENCE, erase=Erase.UNLINK, holds=holds
    )


class ConsentRecord(
    Record, collection="consents", database=Database.DATA, owner="a person", numbered=True
):
    """One event: somebody has said what they allow. Never changed; named at random."""

    owner_id: Annotated[str, Operational(keep=CONSENT_EVIDENCE, why=_WHOSE)]
    number: Annotated[int, Operational(keep=CONSENT_EVIDENCE, why="which one of theirs, from 1")]
    at: Annotated[AwareDatetime, _evidence("when")]
    grants: Annotated[dict[str, bool], _evidence("what was allowed or refused, by purpose")]
    notice: Annotated[int, _evidence("which version of the notice was shown")]
    notice_sha256: Annotated[str, _evidence("the hash of what was shown")]
    language: Annotated[str, _evidence("in which language")]
    method: Annotated[Method, _evidence("how it was said")]
    controller: Annotated[str, _evidence("to whom")]
    jurisdiction: Annotated[str, _evidence("the country whose law applies")]
    signal: Annotated[bool, _evidence("whether Global Privacy Control came with it")] = False


class Withdrawal(Record, collection="withdrawals", database=Database.DATA, owner="a person"):
    """That a consent was withdrawn, until the nightly run has deleted what rested on it."""

    owner_id: Annotated[str, Operational(keep=WITHDRAWALS, why=_WHOSE)]
    taken: Annotated[
        str,
        Operational(keep=WITHDRAWALS, why="which: the job that deletes has no key to read it"),
    ]
    at: Annotated[AwareDatetime, Operational(keep=WITHDRAWALS, why="what is older goes")]
    due: Annotated[str, Operational(keep=WITHDRAWALS, why="when the nightly run looks at it")]


class ConsentState(Record, collection="consent_states", database=Database.DATA, owner="a person"):
    """What somebody has decided as of now: one document, named by the person's id.

    All of it by which something is decided is sealed: whoever can write to the database but opens
    nobody can change none of it.
    """

    owner_id: Annotated[str, Operational(keep=WHILE_ACCOUNT, why=_WHOSE)]
    decisions: Annotated[
        dict[str, Decision],
        Personal(
            Kind.SERVICE,
            purpose=EVIDENCE,
            keep=WHILE_ACCOUNT,
            holds="the last decision about each purpose",
        ),
    ]
    last: Annotated[
        str,
        Personal(
            Kind.SERVICE,
            purpose=EVIDENCE,
            keep=WHILE_ACCOUNT,
            holds="the random name of the last record in it",
        ),
    ]
    number: Annotated[
        int,
        Personal(
            Kind.SERVICE, purpose=EVIDENCE, keep=WHILE_ACCOUNT, holds="how many records are in it"
        ),
    ]
    at: Annotated[
        AwareDatetime,
        Personal(Kind.SERVICE, purpose=EVIDENCE, keep=WHILE_ACCOUNT, holds="when they last spoke"),
    ]

    @classmethod
    def none(cls, person: str) -> "ConsentState":
        """Return the state of who has never spoken."""
        return cls(owner_id=person, decisions={}, last="", number=0, at=_NEVER)

    def after(self, record: ConsentRecord, name: str) -> "ConsentState":
        """Return the state after one more record."""
        decisions = _with(self.decisions, record)
        at = max(self.at, record.at)  # one that is written again after a restore is older
        changed = {"decisions": decisions, "last": name, "number": record.number, "at": at}
        return self.model_copy(update=changed)


@dataclass(frozen=True, slots=True)
class ConsentReceipt:
    """A consent record as its person gets it."""

    id: str
    record: ConsentRecord


def withdrawn(before: ConsentState, record: ConsentRecord) -> list[str]:
    """Return which consents a record takes back."""
    known = before.decisions
    return [
        purpose
        for purpose, granted in sorted(record.grants.items())
        if not granted
        and purpose in known
        and known[purpose].granted
        and PURPOSES[purpose].basis is Basis.CONSENT
    ]


def stopped_by(before: ConsentState, record: ConsentRecord) -> list[str]:
    """Return for which purposes a record stops what went on, or may have: consents and choices."""
    known = before.decisions
    return [
        purpose
        for purpose, granted in sorted(record.grants.items())
        if not granted
        and (known[purpose].granted if purpose in known else PURPOSES[purpose].choice)
    ]


def changes(before: ConsentState, choice: Choice) -> dict[str, bool]:
    """Return what of a choice changes anything, or was made of another notice, by purpose."""

    def is_known(purpose: str, *, granted: bool) -> bool:
        known = before.decisions.get(purpose)
        if known is None or (known.granted, known.notice) != (granted, choice.notice):
            return False
        return not granted or known.knowing == choice.signal

    return {one: yes for one, yes in choice.grants.items() if not is_known(one, granted=yes)}


def state_at(records: Iterable[ConsentRecord], moment: datetime) -> dict[str, Decision]:
    """Return what had been decided by a past moment: the records up to then, one by one."""
    found: dict[str, Decision] = {}
    for one in sorted(records, key=lambda record: record.number):
        if one.at <= moment:
            found = _with(found, one)
    return found


def _with(before: Decisions, record: ConsentRecord) -> dict[str, Decision]:
    return decided(before, record.grants, at=record.at, notice=record.notice, signal=record.signal)
