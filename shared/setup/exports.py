"""The composition root of exports. See ``shared/setup/platform.py``."""

from functools import cache

from shared.rights.exports.exports import Exports
from shared.rights.exports.links import Links
from shared.rights.exports.model import PER_DAY, Export
from shared.rights.exports.port import LinkSigner
from shared.setup.accounts import held, of_people, person_keys, portraits, profiles
from shared.setup.jobs import jobs
from shared.setup.messages import notices
from shared.setup.objects import archives
from shared.setup.platform import channel, clock, region
from shared.setup.reach import Exporting, ExportWork
from shared.setup.settings import settings

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
        from shared.rights.exports.keyfile import KeySigner  # noqa: PLC0415 - in the local stack

        return KeySigner(given.link_account, given.link_key.get_secret_value())
    from shared.rights.exports.iam import IamSigner  # noqa: PLC0415 - when a link is made

    return IamSigner(channel("iamcredentials.googleapis.com", None), given.link_account)
