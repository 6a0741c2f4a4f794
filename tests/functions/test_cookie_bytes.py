"""A cookie is ours by the exact bytes of its name, and only if there is one of them.

A sibling host can plant cookies for us, under names that a lenient reader takes for ``__Host-``
ones. What is sent here goes out as raw bytes.
"""

import asyncio

import httpx
import pytest

from tests.functions.people import person
from tests.promises.test_cookies import said, visitors_token
from tests.world import World, new_source

pytestmark = pytest.mark.stack

SESSION, CONSENT, PREFERENCES = b"__Host-session", b"__Host-consent", b"__Host-preferences"
ODD_NAMES = [
    b"\xa0%s",
    b"%s\xa0",
    b"\x85%s",
    b"\xc2\xa0%s",
    b"\xe3\x80\x80%s",
    b"%s ",
    b"  %s",
    b"\t%s",
    b"%s\t",
    b'"%s"',
    b"$%s",
    b"x;%s ",
    b"%%5F%%5FHost-session",
]


def odd(name: bytes) -> list[bytes]:
    """Return names that some readers take for this one."""
    return [one % name if b"%s" in one else one for one in ODD_NAMES] + [
        name.lower(),
        name.upper(),
        name.replace(b"-", b"_"),
    ]


def among_others(name: bytes, value: bytes) -> bytes:
    """Return a header in which a cookie stands between two: what is around a header is not its."""
    return b"x=y; %s=%s; z=y" % (name, value)


async def get(app: httpx.AsyncClient, path: str, *cookies: bytes, **more: str) -> httpx.Response:
    """Get a path with raw Cookie headers, one for each."""
    app.cookies.clear()
    headers = [(b"Cookie", one) for one in cookies]
    headers += [(name.encode(), value.encode()) for name, value in more.items()]
    headers.append((b"X-Forwarded-For", new_source().encode()))
    return await app.get(path, headers=headers)


def gone(reply: httpx.Response) -> set[bytes]:
    """Return the cookies that an answer takes away."""
    taken = [one for one in reply.headers.get_list("Set-Cookie") if one.endswith("; Max-Age=0")]
    return {one.partition("=")[0].encode() for one in taken}


async def test_a_session_is_read_by_its_exact_name(world: World) -> None:
    async with person(world) as ada, world.visitor() as browser:
        token = ada.token.encode()
        for good in (
            b"%s=%s" % (SESSION, token),
            b"a=b; %s=%s" % (SESSION, token),
            b"a=b;%s=%s;c" % (SESSION, token),
            b"a; =; \xa0=\xff; %s=%s" % (SESSION, token),
        ):
            assert (await get(browser, "/v1/me", good)).status_code == 200, good
        crumbs = (b"a=b", b"%s=%s" % (SESSION, token), b"c=d")
        assert (await get(browser, "/v1/me", *crumbs)).status_code == 200, "as HTTP/2 splits them"
        for name in odd(SESSION):
            reply = await get(browser, "/v1/me", among_others(name, token))
            assert reply.status_code == 401, name
            as_whom = await get(browser, "/v1/consents", among_others(name, token))
            assert (as_whom.status_code, as_whom.headers["X-Served-As"]) == (200, "visitor"), name


@pytest.mark.parametrize(
    "value",
    [b'"%s"', b" %s", b"%s ", b"\xa0%s", b"%s\xa0", b"=%s", b"%s\x85", b"%%61%s", b"\t%s", b"\\%s"],
    ids=ascii,
)
async def test_a_value_is_what_stands_there(world: World, value: bytes) -> None:
    async with person(world) as ada, world.visitor() as browser:
        planted = b"%s=%s; a=b" % (SESSION, value % ada.token.encode())
        reply = await get(browser, "/v1/me", planted)
        assert (reply.status_code, gone(reply)) == (401, {SESSION})


async def test_somebody_elses_session_cannot_be_planted_beside_ones_own(world: World) -> None:
    """Whatever a sibling host sets, and in whatever order it comes, nobody is signed in as it."""
    async with person(world) as ada, person(world) as thief, world.visitor() as browser:
        mine, theirs = b"%s=%s" % (SESSION, ada.token.encode()), thief.token.encode()
        for name in odd(SESSION):
            planted = among_others(name, theirs)
            for cookies in ([planted, mine], [mine, planted], [planted + b"; " + mine]):
                reply = await get(browser, "/v1/me", *cookies)
                assert (reply.status_code, reply.json()["email"]) == (200, ada.email), name
        planted = b"%s=%s" % (SESSION, theirs)
        for cookies in (
            [planted, mine],
            [mine + b"; " + planted],
            [mine, mine],
            [mine, SESSION + b"="],
        ):
            reply = await get(browser, "/v1/me", *cookies)
            assert (reply.status_code, gone(reply)) == (401, {SESSION}), "two are none"
            reply = await get(browser, "/v1/consents", *cookies)
            assert (reply.status_code, reply.headers["X-Served-As"]) == (200, "visitor")
            assert gone(reply) == {SESSION}


async def test_choices_are_read_by_their_exact_name_and_two_are_none(world: World) -> None:
    async with world.visitor() as browser:
        yes = (await visitors_token(browser, analytics=True)).encode()
        no = (await visitors_token(browser, analytics=False)).encode()

        async def allowed(*cookies: bytes) -> tuple[bool, set[bytes]]:
            reply = await get(browser, "/v1/consents", *cookies)
            (one,) = (one for one in reply.json()["purposes"] if one["id"] == "analytics")
            return one["allowed"], gone(reply)

        good, bad = b"%s=%s" % (CONSENT, yes), b"%s=%s" % (CONSENT, no)
        assert await allowed(good) == (True, set())
        for name in odd(CONSENT):
            assert await allowed(among_others(name, yes)) == (False, set()), name
            assert await allowed(bad, among_others(name, yes)) == (False, set()), name
        for cookies in ([good, bad], [bad, good], [good, good], [good + b"; " + bad]):
            assert await allowed(*cookies) == (False, {CONSENT}), "two are none: nothing allowed"
        assert await allowed(b'%s="%s"' % (CONSENT, yes)) == (False, set())
        again = await browser.put(
            "/v1/consents",
            json=said(analytics=True),
            headers=[(b"Cookie", good), (b"Cookie", bad)],
        )
        (set_,) = again.headers.get_list("Set-Cookie")
        assert set_.startswith("__Host-consent="), (
            "what was decided now stands, and is not taken away"
        )
        assert not set_.endswith("Max-Age=0")


async def test_preferences_are_read_by_their_exact_name_and_two_are_none(world: World) -> None:
    async with world.visitor() as browser:
        yes = await visitors_token(browser, preferences=True)

        async def layout(*cookies: bytes) -> tuple[str | None, set[bytes]]:
            reply = await get(browser, "/v1/me/preferences", *cookies, **{"X-Consent": yes})
            return reply.json()["layout"], gone(reply)

        good = PREFERENCES + b"=de.cards"
        assert await layout(good) == ("cards", set())
        for name in odd(PREFERENCES):
            assert await layout(among_others(name, b"de.list")) == (None, set()), name
            assert await layout(good, among_others(name, b"de.list")) == ("cards", set()), name
        assert await layout(good, PREFERENCES + b"=de.list") == (None, {PREFERENCES})
        assert await layout(PREFERENCES + b'="de.cards"') == (None, set())


async def test_an_answer_that_others_may_keep_takes_no_cookie_away(world: World) -> None:
    async with world.visitor() as browser:
        reply = await get(browser, "/v1/policies/current", SESSION + b"=x", SESSION + b"=y")
        assert reply.headers["Cache-Control"].startswith("public")
        assert "Set-Cookie" not in reply.headers


async def test_the_server_itself_passes_the_bytes_on_as_they_are(world: World) -> None:
    """By a raw socket: no client library has a say in what is sent."""
    async with person(world) as ada, person(world) as thief:
        port = int(world.ports.gateway_url("eu").rpartition(":")[2])
        planted = b"\xa0__Host-session=%s; __Host-session=%s" % (
            thief.token.encode(),
            ada.token.encode(),
        )
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            b"GET /v1/me HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            b"X-Forwarded-For: " + new_source().encode() + b"\r\nCookie: " + planted + b"\r\n\r\n"
        )
        answer = await reader.read()
        writer.close()
        assert answer.startswith(b"HTTP/1.1 200")
        assert ada.email.encode() in answer
        assert thief.email.encode() not in answer
