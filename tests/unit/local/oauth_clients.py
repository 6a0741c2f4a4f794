"""How each simulated carrier that wants a token is asked for one, and for a parcel."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from infra.local.carriers.app import app
from infra.local.carriers.fedex import FEDEX, FedEx
from infra.local.carriers.ups import UPS, Ups
from infra.local.carriers.usps import USPS, Usps
from tests.ports import NO_TLS
from tests.unit.local.serve import served
from tests.unit.local.tellers import TODAY

SECRET = "hush"  # noqa: S105 - nobody's
Http = httpx.AsyncClient


@dataclass(frozen=True)
class Way:
    """A carrier's way."""

    numbers: Mapping[str, str]
    token: Callable[[Http, str, str], Awaitable[httpx.Response]]
    """Given a client's id and secret."""
    track: Callable[[Http, str, Mapping[str, str]], Awaitable[httpx.Response]]
    """Given a number and headers."""


async def _ups_token(http: Http, client_id: str, secret: str) -> httpx.Response:
    form = {"grant_type": "client_credentials"}
    return await http.post("/ups/security/v1/oauth/token", data=form, auth=(client_id, secret))


async def _ups_track(http: Http, number: str, headers: Mapping[str, str]) -> httpx.Response:
    wanted = {"transId": "1", "transactionSrc": "test", **headers}
    return await http.get(f"/ups/api/track/v1/details/{number}", headers=wanted)


def _form(client_id: str, secret: str) -> dict[str, str]:
    grant = "client_credentials"
    return {"grant_type": grant, "client_id": client_id, "client_secret": secret}


async def _fedex_token(http: Http, client_id: str, secret: str) -> httpx.Response:
    return await http.post("/fedex/oauth/token", data=_form(client_id, secret))


async def _fedex_track(http: Http, number: str, headers: Mapping[str, str]) -> httpx.Response:
    return await http.post("/fedex/track/v1/trackingnumbers", json=batch(number), headers=headers)


def batch(*numbers: str) -> dict[str, Any]:
    """Return FedEx's question for some numbers."""
    wanted = [{"trackingNumberInfo": {"trackingNumber": number}} for number in numbers]
    return {"includeDetailedScans": True, "trackingInfo": wanted}


async def _usps_token(http: Http, client_id: str, secret: str) -> httpx.Response:
    return await http.post("/usps/oauth2/v3/token", json=_form(client_id, secret))


async def _usps_track(http: Http, number: str, headers: Mapping[str, str]) -> httpx.Response:
    path = f"/usps/tracking/v3/tracking/{number}?expand=DETAIL"
    return await http.get(path, headers=headers)


WAYS: Mapping[str, Way] = {
    "ups": Way(UPS, _ups_token, _ups_track),
    "fedex": Way(FEDEX, _fedex_token, _fedex_track),
    "usps": Way(USPS, _usps_token, _usps_track),
}


@dataclass
class Client:
    """A client of one carrier; it has no token until it fetches one."""

    code: str
    http: Http
    headers: Mapping[str, str]

    @property
    def numbers(self) -> Mapping[str, str]:
        """Each scenario's number."""
        return WAYS[self.code].numbers

    async def fetch(self, client_id: str = "me", secret: str = SECRET) -> httpx.Response:
        """Fetch a token and keep it, if there is one."""
        reply = await WAYS[self.code].token(self.http, client_id, secret)
        if reply.status_code == httpx.codes.OK:
            self.headers = {"Authorization": f"Bearer {reply.json()['access_token']}"}
        return reply

    async def ask(self, tale: str) -> httpx.Response:
        """Ask for the parcel that tells a story, or for a number."""
        return await WAYS[self.code].track(self.http, self.numbers.get(tale, tale), self.headers)

    async def mode(self, mode: str) -> None:
        """Set the carrier's mode."""
        reply = await self.http.post("/_control", json={"carrier": self.code, "mode": mode})
        assert reply.status_code == httpx.codes.NO_CONTENT

    async def calls(self) -> dict[str, Any]:
        """Return what the carrier counted."""
        told: dict[str, Any] = (await self.http.get("/_calls")).json()[self.code]
        return told


@contextmanager
def simulators() -> Iterator[str]:
    """Serve all three while the block runs; its value is the address."""
    told = [carrier("me", SECRET, TODAY, slow_seconds=0.3) for carrier in (Ups, FedEx, Usps)]
    with served(app(*told)) as url:
        yield url


@asynccontextmanager
async def opened(address: str, code: str) -> AsyncIterator[Client]:
    """Have a client of one carrier, with no calls counted; its mode is ``ok`` again afterwards."""
    async with httpx.AsyncClient(base_url=address, trust_env=False, verify=NO_TLS) as http:
        await http.delete("/_calls")
        yield Client(code, http, {})
        await http.post("/_control", json={"carrier": code, "mode": "ok"})


def why(code: str, reply: httpx.Response) -> str:
    """Return what names the error in a carrier's refusal."""
    body = reply.json()
    if code == "usps":
        body = body["error"]
    found = (body["response"] if code == "ups" else body)["errors"][0]["code"]
    assert isinstance(found, str)
    return found
