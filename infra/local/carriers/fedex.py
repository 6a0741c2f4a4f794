"""FedEx, simulated: OAuth client credentials and the Track API (https://developer.fedex.com).

``FEDEX`` is the table: a scenario to its number, twelve digits with the check digit of FedEx
Express.
"""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from infra.local.carriers.behaviours import Fault
from infra.local.carriers.fedex_answers import STEPS, TRANSACTION, fedex_answer
from infra.local.carriers.oauth import Credentials, OAuthCarrier, form, from_fields
from infra.local.carriers.stories import Json

FEDEX: Mapping[str, str] = {
    "delivered": "710000000011",
    "in_transit": "710000000022",
    "out_for_delivery": "710000000033",
    "exception": "710000000044",
    "customs": "710000000055",
    "available_for_pickup": "710000000066",
    "recipient_absent": "710000000077",
    "returned": "710000000088",
    "back_at_sender": "710000000309",
    "on_a_day": "710000000310",
    "no_scan_yet": "710000000099",  # the label's event only
    "unknown_status": "710000000103",
    "not_found": "710000000114",  # an error of its own beside the results of the others
    "returned_as_delivered": "710000000125",  # as seen: the return's event derives to delivered
    "used_again": "710000000136",  # two results: one in transit, an older one delivered
    "other_shipment": "710000000147",
    "odd_times": "710000000158",
    "one_bad_item": "710000000169",
    "rate_limited": "710000000170",
    "rate_limited_once": "710000000180",
    "error_500": "710000000191",
    "html": "710000000206",
    "hang": "710000000217",
    "slow": "710000000228",
    "cut": "710000000239",
    "huge": "710000000240",
    "redirect": "710000000294",
}
MOST_NUMBERS = 30
"""In one call."""

_APOLOGY = "We apologize for any inconvenience. Please check back at a later time."
_FAULTS: Mapping[Fault, tuple[str, str]] = {
    Fault.BAD_REQUEST: ("INVALID.INPUT.EXCEPTION", "Invalid field value in the input"),
    Fault.UNAUTHORISED: (
        "NOT.AUTHORIZED.ERROR",
        "Access token expired. Please modify your request and try again.",
    ),
    Fault.RATE_LIMITED: (
        "TOO.MANY.REQUESTS",
        "We have received too many requests in a short duration. Please wait a while to try again.",
    ),
    Fault.BROKEN: (
        "INTERNAL.SERVER.ERROR",
        f"We encountered an unexpected error and are working to resolve the issue. {_APOLOGY}",
    ),
    Fault.DOWN: (
        "SERVICE.UNAVAILABLE.ERROR",
        f"The service is currently unavailable and we are working to resolve the issue. {_APOLOGY}",
    ),
}


class FedEx(OAuthCarrier):
    """The simulated FedEx: POST ``/fedex/track/v1/trackingnumbers``."""

    code = "fedex"
    numbers = FEDEX
    steps = STEPS

    def routes(self) -> Sequence[BaseRoute]:
        """Return the carrier's paths."""
        return [
            Route("/fedex/oauth/token", self.token, methods=["POST"]),
            Route("/fedex/track/v1/trackingnumbers", self.track, methods=["POST"]),
        ]

    def fault(self, fault: Fault) -> Response:
        """Return a refusal in FedEx's words."""
        headers = {"Retry-After": "1"} if fault is Fault.RATE_LIMITED else None
        return JSONResponse(_errors(*_FAULTS[fault]), fault, headers)

    async def credentials(self, request: Request) -> Credentials | None:
        """Return the id and secret of the form."""
        return from_fields(await form(request))

    def token_reply(self, token: str) -> Json:
        """Return a token; the seconds are a number."""
        return {"access_token": token, "token_type": "bearer", "expires_in": 3599, "scope": "CXS"}

    def token_refusal(self) -> Response:
        """Return the answer to a stranger."""
        words = "The given client credentials were not valid. "
        told = _errors("NOT.AUTHORIZED.ERROR", f"{words}Please modify your request and try again.")
        return JSONResponse(told, HTTPStatus.UNAUTHORIZED)

    async def track(self, request: Request) -> Response:
        """Answer a query for up to 30 packages; a story that spoils spoils the whole call."""
        numbers = _numbers(await request.body())
        self.count(numbers or ())
        if (refusal := self.refusal(request)) is not None:
            return refusal
        if numbers is None or len(numbers) > MOST_NUMBERS:
            return self.fault(Fault.BAD_REQUEST)
        if not all(numbers):
            words = "Please provide tracking number."
            told = _errors("TRACKING.TRACKINGNUMBER.EMPTY", words)
            return JSONResponse(told, HTTPStatus.BAD_REQUEST)
        asked = [(number, self.scenario(number)) for number in numbers]
        return self.answer(fedex_answer(asked, self.now(request)), self.spoiling(numbers))


def _errors(code: str, message: str) -> Json:
    return {"transactionId": TRANSACTION, "errors": [{"code": code, "message": message}]}


def _numbers(body: bytes) -> list[str] | None:
    """Return the numbers that a call asks for; None if it is not as published."""
    try:
        told = json.loads(body)["trackingInfo"]
        return [str(one["trackingNumberInfo"]["trackingNumber"]) for one in told]
    except (ValueError, KeyError, TypeError):
        return None
