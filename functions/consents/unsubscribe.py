"""The operations behind the link in a mail: a page that asks, and the one step that stops."""

from html import escape

from functions.consents.deps import Deps
from shared.edge.operation import Answered, Call, CallerKind, Operation
from shared.kernel.errors import NotFoundError
from shared.kernel.schema import Raw
from shared.kernel.texts import say
from shared.privacy.notice import current
from shared.privacy.purposes import EVIDENCE

_PAGE = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>{title}</title></head>'
    "<body><main><h1>{title}</h1><p>{text}</p>{form}</main></body></html>"
)
_FORM = '<form method="post"><button type="submit">{button}</button></form>'


async def show_unsubscribe(call: Call[None], deps: Deps) -> Answered:
    """Show a page that asks whether to stop.

    Plain, without script, style or anything from elsewhere. Opening it changes nothing, because
    mail programs open links by themselves.
    """
    stop = await deps.unsubscribe_links.read(call.params["token"])
    name = current().texts["en"].purposes[stop.purpose].name
    form = _FORM.format(button=escape(say("unsubscribe-button", call.language)))
    text = say("unsubscribe-ask", call.language, channel=name)
    return _page(call, say("unsubscribe-title", call.language), text, form)


async def unsubscribe(call: Call[bytes], deps: Deps) -> Answered:
    """Stop this channel at once, in one step (RFC 8058).

    Needs no sign-in: whoever has the link may stop it, and nothing else. Again is the same. Where
    the account is deleted there is nothing left to stop, and the page says that nothing is sent.
    """
    stop = await deps.unsubscribe_links.read(call.params["token"])
    try:
        await deps.consents.stop(stop.person, stop.purpose, signal=call.signal)
    except NotFoundError:  # links outlive accounts
        gone = say("unsubscribe-gone", call.language)
        return _page(call, say("unsubscribe-title", call.language), gone, "")
    name = current().texts["en"].purposes[stop.purpose].name
    done = say("unsubscribe-done", call.language, channel=name)
    return _page(call, say("unsubscribe-title", call.language), done, "")


def _page(call: Call[bytes] | Call[None], title: str, text: str, form: str) -> Answered:
    page = _PAGE.format(
        language=escape(call.language), title=escape(title), text=escape(text), form=form
    )
    return Answered(Raw(page.encode()))


UNSUBSCRIBE = (
    Operation(
        "GET",
        "/v1/unsubscribe/{token}",
        show_unsubscribe,
        caller=CallerKind.VISITOR,
        purpose=EVIDENCE,
        media_type="text/html; charset=utf-8",
        reply=Raw,
    ),
    Operation(
        "POST",
        "/v1/unsubscribe/{token}",
        unsubscribe,
        caller=CallerKind.VISITOR,
        purpose=EVIDENCE,
        accepts=("application/x-www-form-urlencoded", "multipart/form-data"),
        body_bytes=4096,
        reads=frozenset({"Sec-GPC"}),
        media_type="text/html; charset=utf-8",
        reply=Raw,
    ),
)
