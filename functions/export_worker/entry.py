"""The deployed function ``export_worker``."""

from datetime import timedelta

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.export_worker.contract import ExportWanted
from functions.export_worker.deps import Deps
from functions.export_worker.use_case import Preparing
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel import errors, log
from shared.kernel.schema import Raw
from shared.platform.jobs.port import Topic
from shared.platform.jobs.push import DELIVERED, PUSH_EXAMPLES, Push, received
from shared.platform.suppliers.register import register
from shared.platform.vault.uses import Use
from shared.privacy.notice import current
from shared.privacy.purposes import ACCOUNT
from shared.rights.exports.contents import Contents
from shared.rights.exports.facts import facts
from shared.rights.inventory import records
from shared.setup.edge import edge
from shared.setup.erasure import ErasureParts
from shared.setup.google_cloud import google_cloud


async def prepare_export(call: Call[Push], deps: Deps) -> Raw:
    """Prepare an export that was asked for.

    Pushed by Pub/Sub. 204: there is nothing left to do; anything else: to be pushed again.
    """
    wanted = received(call.body, ExportWanted)
    if wanted is not None:
        preparing = Preparing(
            deps.exports,
            deps.archives,
            deps.profiles,
            deps.notices,
            lambda person: contents_of(person, deps),
        )
        done = await preparing.prepare(wanted.person, wanted.export)
        log.write(log.Event.EXPORT_PREPARED, done=done)
    return DELIVERED


def contents_of(person: str, deps: Deps) -> Contents:
    """Return what an archive of somebody has."""
    language = "en"  # the only one that the texts have
    notice = current().texts[language]
    told = facts(records(), register().values(), notice, region=deps.region, language=language)
    return Contents(
        person=person,
        stores=deps.subject_data,
        portraits=deps.portraits,
        facts=told,
        at=deps.clock.now(),
        language=language,
    )


OPERATIONS = (
    Operation(
        "POST",
        Topic.EXPORT_WORKER.path,
        prepare_export,
        caller=CallerKind.PLATFORM,
        purpose=ACCOUNT,
        body=Push,
        reply=Raw,
        status=204,
        raises=(errors.ConflictError,),
        within=timedelta(minutes=9),
        examples=PUSH_EXAMPLES,
    ),
)

_edge = edge(
    OPERATIONS, ErasureParts(google_cloud()), keyrings=(Use.PEOPLE, Use.LOOKUPS, Use.LIMITS)
)


@functions_framework.aio.http
async def export_worker(request: Request) -> Response:
    """Answer a push."""
    return await _edge.answer(request)
