"""The deployed function ``exports``."""

from typing import Any

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.exports.contract import ExportAsked, ExportList, ExportView
from functions.exports.deps import Deps
from functions.exports.examples import ASKED, LISTED, SHOWN
from functions.exports.use_case import find_export
from shared.edge.operation import Call, CallerKind, Idempotent, Operation
from shared.kernel import errors
from shared.kernel.errors import RecentSignInRequiredError
from shared.platform.vault.uses import Use
from shared.privacy.purposes import ACCOUNT
from shared.rights.exports.intake import ask_for_export
from shared.rights.exports.model import Export
from shared.setup.edge import edge
from shared.setup.erasure import ErasureParts
from shared.setup.google_cloud import google_cloud


async def ask_export(call: Call[None], deps: Deps) -> ExportAsked:
    """Ask for a copy of everything that is held about you.

    Needs a sign-in of the last five minutes. It is prepared in the background, and you are mailed
    when it is ready. One is prepared at a time: who asks meanwhile is answered with that one. A new
    one replaces the one before.
    """
    if not call.recently:
        raise RecentSignInRequiredError

    export = await ask_for_export(
        call.person,
        now=call.now,
        exports=deps.exports,
        jobs=deps.jobs,
        notices=deps.notices,
    )
    return ExportAsked.of(export)


async def list_exports(call: Call[None], deps: Deps) -> ExportList:
    """See your exports: the one that you asked for last, until its archive is deleted."""
    export = await deps.exports.of(call.person)
    return ExportList(items=(await _shown(export, call, deps),) if export else ())


async def get_export(call: Call[None], deps: Deps) -> ExportView:
    """See one of your exports; once it is ready, with a link to download it.

    The link is new each time, is good for 15 minutes, and opens the archive to whoever has it. It
    needs a sign-in of the last five minutes: without, `url_withheld` says so. The archive is
    deleted after seven days.
    """
    export = await find_export(call.person, call.params["id"], exports=deps.exports)
    return await _shown(export, call, deps)


async def _shown(export: Export, call: Call[Any], deps: Deps) -> ExportView:
    link = None
    if export.ready is not None and call.recently:
        saved_as = f"agogopost-{export.ready:%Y-%m-%d}.zip"
        link = await deps.export_links.to(export.archive, saved_as=saved_as, now=call.now)
    return ExportView.of(export, link, now=call.now)


OPERATIONS = (
    Operation(
        "POST",
        "/v1/exports",
        ask_export,
        caller=CallerKind.PERSON,
        purpose=ACCOUNT,
        reply=ExportAsked,
        status=202,
        idempotent=Idempotent(lambda call: call.person),
        examples=ASKED,
        places="/v1/exports/{id}",
        raises=(errors.RecentSignInRequiredError,),
    ),
    Operation(
        "GET",
        "/v1/exports",
        list_exports,
        caller=CallerKind.PERSON,
        purpose=ACCOUNT,
        reply=ExportList,
        examples=LISTED,
    ),
    Operation(
        "GET",
        "/v1/exports/{id}",
        get_export,
        caller=CallerKind.PERSON,
        purpose=ACCOUNT,
        reply=ExportView,
        examples=SHOWN,
    ),
)

_parts = ErasureParts(google_cloud())
_edge = edge(
    OPERATIONS, _parts, people=_parts, keyrings=(Use.PEOPLE, Use.LOOKUPS, Use.SESSIONS, Use.LIMITS)
)


@functions_framework.aio.http
async def exports(request: Request) -> Response:
    """Answer a request to the function."""
    return await _edge.answer(request)
