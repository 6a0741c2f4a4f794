"""USPS, simulated: OAuth client credentials and Tracking 3.0 (https://developers.usps.com).

``USPS`` is the table: a scenario to its number, 22 digits of a Ground Advantage parcel with the
check digit of USPS. Errors stand in ``error``; ``code`` there is the status as a text.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from infra.local.carriers.behaviours import Fault
from infra.local.carriers.oauth import Credentials, OAuthCarrier, form_or_json, from_fields
from infra.local.carriers.stories import Json
from infra.local.carriers.usps_answers import STEPS, usps_answer

USPS: Mapping[str, str] = {
    "delivered": "9400100000000000000013",
    "in_transit": "9400100000000000000020",
    "out_for_delivery": "9400100000000000000037",
    "exception": "9400100000000000000044",
    "customs": "9400100000000000000051",
    "available_for_pickup": "9400100000000000000068",
    "recipient_absent": "9400100000000000000075",
    "returned": "9400100000000000000082",
    "back_at_sender": "9400100000000000000273",
    "on_a_day": "9400100000000000000280",
    "no_scan_yet": "9400100000000000000099",  # the label's event only
    "unknown_status": "9400100000000000000105",
    "not_found": "9400100000000000000112",  # 404, as published
    "no_status_yet": "9400100000000000000129",  # 400 and 150001, as seen for unknown numbers
    "no_access": "9400100000000000000136",  # 403: another sender's parcel, since April 2026
    "other_shipment": "9400100000000000000143",
    "odd_times": "9400100000000000000150",
    "one_bad_item": "9400100000000000000167",
    "rate_limited": "9400100000000000000174",
    "rate_limited_once": "9400100000000000000181",
    "error_500": "9400100000000000000198",
    "html": "9400100000000000000204",
    "hang": "9400100000000000000211",
    "slow": "9400100000000000000228",
    "cut": "9400100000000000000235",
    "huge": "9400100000000000000242",
    "redirect": "9400100000000000000259",
}
_SCOPES = "addresses domestic-prices international-prices locations service-standards shipments"
_LIFETIME_SECONDS = 28_799

_FAULTS: Mapping[Fault, tuple[str, str]] = {
    Fault.BAD_REQUEST: ("Bad Request", "The request is not as published."),
    Fault.UNAUTHORISED: ("Invalid token", "The access token is missing, invalid or expired."),
    Fault.RATE_LIMITED: ("Too Many Requests", "Too many requests have been received."),
    Fault.BROKEN: ("Internal Server Error", "An unexpected error has occurred."),
    Fault.DOWN: ("Service Unavailable", "The service is unavailable."),
}
_NO_SCOPE = (401, "401", "Insufficient OAuth scope.", "The token lacks the scope: tracking.")
# Status, code, title, detail.
_REFUSED: Mapping[str, tuple[int, str, str, str]] = {
    "not_found": (404, "404", "Not Found", "No record of the tracking number was found."),
    "no_status_yet": (
        400,
        "150001",
        "A status update is not yet available on your package.",
        "It will be available when the shipper provides an update. Check back soon.",
    ),
    "no_access": (
        403,
        "403",
        "Forbidden",
        "The requested MID is not authorized: USPS implemented Access Controls 4/1/2026.",
    ),
}


class Usps(OAuthCarrier):
    """The simulated USPS: GET ``/usps/tracking/v3/tracking/{number}``.

    In the mode ``no_scope`` its tokens do not hold for tracking, as those of an application that
    was not given that product.
    """

    code = "usps"
    numbers = USPS
    steps = STEPS
    modes = (*OAuthCarrier.modes, "no_scope")

    def routes(self) -> Sequence[BaseRoute]:
        """Return the carrier's paths."""
        return [
            Route("/usps/oauth2/v3/token", self.token, methods=["POST"]),
            Route("/usps/tracking/v3/tracking/{number}", self.track, methods=["GET"]),
        ]

    def fault(self, fault: Fault) -> Response:
        """Return a refusal in USPS's words."""
        return _error(fault, str(int(fault)), *_FAULTS[fault])

    async def credentials(self, request: Request) -> Credentials | None:
        """Return the id and secret of the form, which may be JSON."""
        return from_fields(await form_or_json(request))

    def token_reply(self, token: str) -> Json:
        """Return a token; the times are numbers, the scope is words."""
        scope = _SCOPES if self.mode == "no_scope" else f"{_SCOPES} tracking"
        return {
            "access_token": token,
            "token_type": "Bearer",
            "issued_at": int(datetime.now(UTC).timestamp() * 1000),
            "expires_in": _LIFETIME_SECONDS,
            "status": "approved",
            "scope": scope,
            "issuer": "api.usps.com",
            "client_id": self.client_id,
            "application_name": "local",
            "api_products": "[Shipping-Silver]",
            "public_key": "LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0=",
        }

    def token_refusal(self) -> Response:
        """Return the answer to a stranger."""
        told = {
            "error": "invalid_client",
            "error_description": "Client authentication failed.",
            "error_uri": "https://datatracker.ietf.org/doc/html/rfc6749#page-45",
        }
        return JSONResponse(told, HTTPStatus.UNAUTHORIZED)

    async def track(self, request: Request) -> Response:
        """Answer a query for a parcel."""
        number = request.path_params["number"]
        self.count([number])
        if (refusal := self.refusal(request)) is not None:
            return refusal
        if self.mode == "no_scope":
            return _error(*_NO_SCOPE)
        scenario = self.scenario(number)
        if isinstance(scenario, str) and scenario in _REFUSED:
            return _error(*_REFUSED[scenario])
        told = usps_answer(
            number,
            scenario,
            self.now(request),
            in_detail=request.query_params.get("expand") == "DETAIL",
        )
        return self.answer(told, self.spoiling([number]))


def _error(status: int, code: str, title: str, detail: str) -> Response:
    one = {"status": str(int(status)), "code": code, "title": title, "detail": detail}
    source = {"parameter": "trackingNumber", "example": "string"}
    told = {
        "apiVersion": "/tracking/v3",
        "error": {
            "code": str(int(status)),
            "message": title,
            "errors": [one | {"source": source}],
        },
    }
    headers = {
        HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": f'Bearer realm="USPS", error="{title}"'},
        HTTPStatus.TOO_MANY_REQUESTS: {"Retry-After": "1"},
    }
    return JSONResponse(told, int(status), headers.get(HTTPStatus(status)))
