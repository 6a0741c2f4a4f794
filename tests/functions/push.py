"""A browser, or an app, of a person, to which push messages go: as the page or the app does it."""

from dataclasses import dataclass

from tests.functions.people import Person
from tests.world import World


@dataclass(frozen=True, slots=True)
class Pushed:
    """A device to which push messages go."""

    id: str
    endpoint: str
    """The address at its push service, or an app's token."""

    @property
    def path(self) -> str:
        """Return where the API has it."""
        return f"/v1/me/devices/{self.id}/push"


async def with_browser(world: World, one: Person, **facts: str) -> Pushed:
    """Have a person's browser subscribe to push messages."""
    made = await one.app.post("/v1/me/devices", json=facts)
    assert made.status_code == 201, made.text
    key = (await one.app.get("/v1/me/push")).json()["web_push_key"]
    browser = world.subscribed(key)
    device = Pushed(made.json()["id"], browser["subscription"]["endpoint"])
    reply = await one.app.put(device.path, json={"web_push": browser})
    assert reply.status_code == 200, reply.text
    return device


async def with_app(one: Person, token: str) -> Pushed:
    """Have a person's app tell its token."""
    device = Pushed((await one.app.post("/v1/me/devices", json={})).json()["id"], token)
    reply = await one.app.put(device.path, json={"fcm": {"token": token}})
    assert reply.status_code == 200, reply.text
    return device
