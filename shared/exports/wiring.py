"""The composition root of exports. See ``shared/wiring.py``."""

from functools import cache

from shared.exports.exports import Exports
from shared.exports.links import Links
from shared.exports.model import PER_DAY, Export
from shared.exports.port import LinkSigner
from shared.jobs.wiring import jobs
from shared.messages.wiring import notices
from shared.objects.wiring import archives
from shared.people.wiring import held, of_people, person_keys, portraits, profiles
from shared.reach import Exporting, ExportWork
from shared.settings import settings
from shared.wiring import channel, clock, region

_CLOUD = "https://storage.googleapis.com"


@cache
def exporting() -> Exporting:
    """Return what the function ``exports`` can reach."""
    return Exporting(exports, links, jobs, profiles, notices)


@cache
def export_work() -> ExportWork:
    """Return what the function ``export_worker`` can reach."""
    return ExportWork(
        region=region(),
        exports=exports,
        archives=archives,
        stores=held,
        portraits=portraits,
        profiles=profiles,
        notices=notices,
        clock=clock(),
    )


@cache
def exports() -> Exports:
    """Return people's exports."""
    most = PER_DAY if settings().limited else None
    return Exports(of_people(Export), archives, person_keys(), clock(), per_day=most)


@cache
def links() -> Links:
    """Return the links into that bucket."""
    origin = settings().storage_emulator_host or _CLOUD
    return Links(_signer(), origin=origin, bucket=settings().archive_bucket or "")


def _signer() -> LinkSigner:
    given = settings()
    if given.link_key is not None:
        from shared.exports.keyfile import KeySigner  # noqa: PLC0415 - in the local stack

        return KeySigner(given.link_account, given.link_key.get_secret_value())
    from shared.exports.iam import IamSigner  # noqa: PLC0415 - when a link is made

    return IamSigner(channel("iamcredentials.googleapis.com", None), given.link_account)
