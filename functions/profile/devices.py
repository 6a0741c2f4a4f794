"""The operations on one's own devices."""

from functions.profile.contract import (
    DeviceList,
    DeviceView,
    NewDevice,
    PushAddressBody,
    PushOfferView,
    Removed,
)
from functions.profile.deps import Deps
from functions.profile.examples import DEVICE, DEVICES_LISTED, PUSH, PUSH_OFFERED, REMOVED
from shared.edge.operation import Call, CallerKind, Idempotent, Operation
from shared.kernel import errors
from shared.kernel.errors import bad_field
from shared.kernel.schema import Page
from shared.people.person.push_address import PushAddress
from shared.privacy.purposes import ACCOUNT


async def list_devices(call: Call[None], deps: Deps) -> DeviceList:
    """List your devices: on each page the newest first."""
    after, limit = call.query.cursor or "", call.query.limit
    found, last = await deps.devices.page(call.person, after=after, limit=limit)
    devices = tuple(DeviceView.of(id_, device) for id_, device in found)
    return DeviceList(devices=devices, next_cursor=last)


async def add_device(call: Call[NewDevice], deps: Deps) -> DeviceView:
    """Add the device that you use.

    Every fact is optional, and other facts are refused. The id is made by us. At most 20 devices.
    """
    return DeviceView.of(*await deps.devices.add(call.person, **call.body.model_dump()))


async def remove_device(call: Call[None], deps: Deps) -> Removed:
    """Remove a device; it gets no messages any more."""
    await deps.devices.remove(call.person, call.params["id"])
    return Removed()


async def see_push(call: Call[None], deps: Deps) -> PushOfferView:
    """See by what your devices can be sent push messages here."""
    del call
    offer = deps.push_offer
    services = tuple(offer.browsers) if offer.key is not None else ()
    return PushOfferView(fcm=offer.serves_apps, web_push_key=offer.key, web_push_services=services)


async def put_push(call: Call[PushAddressBody], deps: Deps) -> DeviceView:
    """Have push messages go to a device: to its app, or to its browser.

    Tell it anew after every sign-in, and whenever the app or the page starts: after 270 days, or
    when we have restored a backup, nothing goes there any more. It ends with the session in which
    you tell it, so that who signs out is told nothing there. An address that another device of
    yours had is that one's no more. What a browser is sent is sealed to it; of an app's news Google
    is told ids that name nothing.
    """
    id_ = call.params["id"]
    return DeviceView.of(id_, await deps.devices.push_to(call.person, id_, _address(call, deps)))


async def remove_push(call: Call[None], deps: Deps) -> Removed:
    """Have no push messages go to a device any more."""
    await deps.devices.push_no_more(call.person, call.params["id"])
    return Removed()


def _address(call: Call[PushAddressBody], deps: Deps) -> PushAddress:
    """Return where push messages go. Raises InvalidInputError: not there, or not from here."""
    app, browser = call.body.fcm, call.body.web_push
    session = call.signed_in.session
    if app is not None and browser is None:
        return deps.push_offer.app(app.token, session)
    if browser is not None and app is None:
        given = browser.subscription
        return deps.push_offer.browser(
            endpoint=given.endpoint,
            key=given.keys.p256dh,
            secret=given.keys.auth,
            ours=browser.key,
            session=session,
        )
    raise bad_field("", "push-one")


DEVICES = (
    Operation(
        "GET",
        "/v1/me/devices",
        list_devices,
        caller=CallerKind.PERSON,
        purpose=ACCOUNT,
        query=Page,
        reply=DeviceList,
        examples=DEVICES_LISTED,
    ),
    Operation(
        "POST",
        "/v1/me/devices",
        add_device,
        caller=CallerKind.PERSON,
        purpose=ACCOUNT,
        body=NewDevice,
        reply=DeviceView,
        status=201,
        idempotent=Idempotent(lambda call: call.person),
        examples=DEVICE,
        places="/v1/me/devices/{id}",
        raises=(errors.TooManyError, errors.ConflictError),
    ),
    Operation(
        "DELETE",
        "/v1/me/devices/{id}",
        remove_device,
        caller=CallerKind.PERSON,
        purpose=ACCOUNT,
        reply=Removed,
        examples=REMOVED,
    ),
    Operation(
        "GET",
        "/v1/me/push",
        see_push,
        caller=CallerKind.PERSON,
        purpose=ACCOUNT,
        reply=PushOfferView,
        examples=PUSH_OFFERED,
    ),
    Operation(
        "PUT",
        "/v1/me/devices/{id}/push",
        put_push,
        caller=CallerKind.PERSON,
        purpose=ACCOUNT,
        body=PushAddressBody,
        reply=DeviceView,
        examples=PUSH,
    ),
    Operation(
        "DELETE",
        "/v1/me/devices/{id}/push",
        remove_push,
        caller=CallerKind.PERSON,
        purpose=ACCOUNT,
        reply=Removed,
        examples=REMOVED,
    ),
)
