"""The carriers behind one address, with their knobs.

``GET /_calls`` counts what arrived, refused calls too: ``{carrier: {total, by_number, tokens}}``;
``total`` counts calls, not numbers. ``DELETE /_calls`` wipes the counts. ``POST /_control`` with
``{carrier, mode}`` forces a mode upon all numbers; ``PUT /_scenario/CARRIER/NUMBER`` with
``{scenario}`` gives a story to a number. ``GET /_seen?word=`` returns the last requests in which a
word stands, whole.

``PUT /stories/NUMBER`` with ``{events: [{at, status, place?, text?}]}`` moves a parcel: whichever
carrier is asked for the number tells these events, in its own codes, until ``DELETE`` takes them
back (see ``given.py``).
"""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.local.carriers.carrier import Carrier
from infra.local.carriers.given import GivenWronglyError, number_of, story_of
from infra.local.carriers.seen import Seen

_DONE = 204
_UNKNOWN = 422


class _Knobs:
    """What a test may turn."""

    def __init__(self, *carriers: Carrier) -> None:
        self._carriers = {carrier.code: carrier for carrier in carriers}

    async def calls(self, _: Request) -> Response:
        return JSONResponse({code: one.counts() for code, one in self._carriers.items()})

    async def wipe(self, _: Request) -> Response:
        for carrier in self._carriers.values():
            carrier.wipe()
        return Response(status_code=_DONE)

    async def control(self, request: Request) -> Response:
        told = await request.json()
        carrier = self._carriers.get(told.get("carrier"))
        if carrier is None or told.get("mode") not in carrier.modes:
            modes = {code: one.modes for code, one in self._carriers.items()}
            return JSONResponse({"carriers": list(modes), "modes": modes}, _UNKNOWN)
        carrier.set_mode(told["mode"])
        return Response(status_code=_DONE)

    async def tell(self, request: Request) -> Response:
        carrier = self._carriers.get(request.path_params["carrier"])
        scenario = (await request.json()).get("scenario")
        if carrier is None or scenario not in carrier.numbers:
            told = {code: list(one.numbers) for code, one in self._carriers.items()}
            return JSONResponse({"scenarios": told}, _UNKNOWN)
        carrier.tell(request.path_params["number"], scenario)
        return Response(status_code=_DONE)

    async def give(self, request: Request) -> Response:
        try:
            number = number_of(request.path_params["number"])
            story = story_of(await request.body())
        except GivenWronglyError as e:
            return JSONResponse({"errors": e.faults}, _UNKNOWN)
        for carrier in self._carriers.values():
            carrier.give(number, story)
        return Response(status_code=_DONE)

    async def take_back(self, request: Request) -> Response:
        try:
            number = number_of(request.path_params["number"])
        except GivenWronglyError as e:
            return JSONResponse({"errors": e.faults}, _UNKNOWN)
        for carrier in self._carriers.values():
            carrier.take_back(number)
        return Response(status_code=_DONE)


def app(*carriers: Carrier) -> Starlette:
    """Return the simulators of some carriers behind one address."""
    knobs = _Knobs(*carriers)
    return Starlette(
        routes=[
            *(route for carrier in carriers for route in carrier.routes()),
            Route("/_calls", knobs.calls, methods=["GET"]),
            Route("/_calls", knobs.wipe, methods=["DELETE"]),
            Route("/_control", knobs.control, methods=["POST"]),
            Route("/_scenario/{carrier}/{number}", knobs.tell, methods=["PUT"]),
            Route("/stories/{number}", knobs.give, methods=["PUT"]),
            Route("/stories/{number}", knobs.take_back, methods=["DELETE"]),
        ],
        middleware=[Middleware(Seen)],
    )
