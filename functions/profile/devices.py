"""The operations on one's own devices."""

from functions.profile.contract import DeviceList, DeviceView, NewDevice, Removed
from functions.profile.deps import Deps
from functions.profile.examples import DEVICE, DEVICES_LISTED, REMOVED
from shared.edge.operation import Call, CallerKind, Idempotent, Operation
from shared.kernel import errors
from shared.kernel.schema import Page
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
)
