"""UPS, simulated: OAuth client credentials and the Track API (https://developer.ups.com).

``UPS`` is the table: a scenario to its number, ``1Z``, a shipper, the service ``03`` (Ground), a
serial and the check digit.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from infra.local.carriers.behaviours import Fault
from infra.local.carriers.oauth import Credentials, OAuthCarrier, form, from_basic
from infra.local.carriers.stories import Json
from infra.local.carriers.ups_answers import STEPS, ups_answer

UPS: Mapping[str, str] = {
    "delivered": "1Z5R89100300000013",
    "in_transit": "1Z5R89100300000022",
    "out_for_delivery": "1Z5R89100300000031",
    "exception": "1Z5R89100300000040",
    "customs": "1Z5R89100300000059",
    "available_for_pickup": "1Z5R89100300000068",
    "recipient_absent": "1Z5R89100300000077",
    "returned": "1Z5R89100300000086",
    "back_at_sender": "1Z5R89100300000282",
    "on_a_day": "1Z5R89100300000291",
    "no_scan_yet": "1Z5R89100300000095",  # the label's event only
    "unknown_status": "1Z5R89100300000102",
    "not_found": "1Z5R89100300000111",  # 200 with the warning TW0001
    "tw0001": "1Z5R89100300000120",  # the same
    "not_found_404": "1Z5R89100300000139",  # 404, which the API publishes too
    "second_package": "1Z5R89100300000273",  # in transit; before it a delivered one of the shipment
    "other_shipment": "1Z5R89100300000148",
    "odd_times": "1Z5R89100300000157",
    "one_bad_item": "1Z5R89100300000166",
    "rate_limited": "1Z5R89100300000175",
    "rate_limited_once": "1Z5R89100300000184",
    "error_500": "1Z5R89100300000193",
    "html": "1Z5R89100300000200",
    "hang": "1Z5R89100300000219",
    "slow": "1Z5R89100300000228",
    "cut": "1Z5R89100300000237",
    "huge": "1Z5R89100300000246",
    "redirect": "1Z5R89100300000255",
}
_FAULTS: Mapping[Fault, tuple[str, str]] = {
    Fault.BAD_REQUEST: ("TV1001", "Invalid request and/or headers and/or query string"),
    Fault.UNAUTHORISED: ("250002", "Invalid Authentication Information."),
    Fault.RATE_LIMITED: ("10429", "Too Many Requests"),
    Fault.BROKEN: ("10500", "Internal server error"),
    Fault.DOWN: ("10503", "Resource is not available"),
}
_SHORTEST, _LONGEST = 7, 34


class Ups(OAuthCarrier):
    """The simulated UPS: GET ``/ups/api/track/v1/details/{number}``."""

    code = "ups"
    numbers = UPS
    steps = STEPS

    def routes(self) -> Sequence[BaseRoute]:
        """Return the carrier's paths."""
        return [
            Route("/ups/security/v1/oauth/token", self.token, methods=["POST"]),
            Route("/ups/api/track/v1/details/{number}", self.track, methods=["GET"]),
        ]

    def fault(self, fault: Fault) -> Response:
        """Return a refusal in UPS's words."""
        headers = {"Retry-After": "1"} if fault is Fault.RATE_LIMITED else None
        return JSONResponse(_errors(*_FAULTS[fault]), fault, headers)

    async def credentials(self, request: Request) -> Credentials | None:
        """Return the id and secret of the Basic header."""
        asked = (await form(request)).get("grant_type")
        return from_basic(request) if asked == "client_credentials" else None

    def token_reply(self, token: str) -> Json:
        """Return a token; every value is a text, the seconds too."""
        return {
            "token_type": "Bearer",
            "issued_at": str(int(datetime.now(UTC).timestamp() * 1000)),
            "client_id": self.client_id,
            "access_token": token,
            "scope": "",
            "expires_in": "14399",
            "refresh_count": "0",
            "status": "approved",
        }

    def token_refusal(self) -> Response:
        """Return the answer to a stranger."""
        return JSONResponse(_errors("10401", "ClientId is Invalid"), HTTPStatus.UNAUTHORIZED)

    async def track(self, request: Request) -> Response:
        """Answer a query for a package."""
        number = request.path_params["number"]
        self.count([number])
        if (refusal := self.refusal(request)) is not None:
            return refusal
        if not {"transid", "transactionsrc"} <= set(request.headers.keys()):
            return self.fault(Fault.BAD_REQUEST)
        if not _SHORTEST <= len(number) <= _LONGEST:
            return JSONResponse(_errors("TV1002", "Invalid inquiry number"), HTTPStatus.BAD_REQUEST)
        scenario = self.scenario(number)
        if scenario == "not_found_404":
            told = _errors("TV1003", "Tracking number information not found")
            return JSONResponse(told, HTTPStatus.NOT_FOUND)
        told = ups_answer(number, scenario, self.now(request))
        return self.answer(told, self.spoiling([number]))


def _errors(code: str, message: str) -> Json:
    return {"response": {"errors": [{"code": code, "message": message}]}}
