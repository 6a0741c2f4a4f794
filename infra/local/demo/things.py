"""The demo's steps about what belongs to a person: a device, preferences, a portrait, the log."""

import io
from typing import TYPE_CHECKING, Any

from infra.local.demo.page import Page, Step, World

if TYPE_CHECKING:
    from PIL.Image import Image

_DEVICE: dict[str, str] = {
    "model": "Demophone 5",
    "os": "Android",
    "app_version": "1.0.0",
}
_PREFERENCES = {"language": "de", "layout": "cards"}
_TAKEN = "Taken on the Demo balcony"
_LATITUDE = (52.0, 31.0, 12.0)
_DESCRIPTION, _GPS, _GPS_LATITUDE = 0x010E, 0x8825, 0x0002
_SIZE, _SMALLER = (1024, 768), (512, 384)
_CREATED, _OK = 201, 200
_GIVEN = {
    ("given", "mail", "email address", None),
    ("given", "sms", "phone number", None),
    ("given", "ups", "waybill number", None),
    ("given", "web-push-apple", "push address", None),
}


def things(world: World, page: Page) -> str:
    """Add a device and preferences, and read them back."""
    added = world.mine("POST", "/v1/me/devices", _DEVICE)
    refused = world.mine("POST", "/v1/me/devices", {**_DEVICE, "imei": "490154203237518"})
    where = f"/v1/me/devices/{added.body['id']}/push"
    app = world.mine("PUT", where, {"fcm": {"token": "token-of-the-demophone"}})
    browser = world.browser()
    pushed = world.mine("PUT", where, {"web_push": browser})
    [device] = world.mine("GET", "/v1/me/devices").body["devices"]
    page.say(f"her device: {device['model']}, push: {device['push']}")
    page.say(
        f"its app's address at FCM, in the EU: {app.status}, {app.body['errors'][0]['detail']}"
    )
    page.say(f"one that tells more than is asked: {refused.status}, {refused.body['title']}")
    page.expect("the answers to adding devices", [added.status, refused.status], [_CREATED, 422])
    page.expect("an app's push address, and a browser's", [app.status, pushed.status], [422, _OK])
    page.expect("where push messages go is not shown", "webpush" in str(device), False)
    kept = world.mine("PUT", "/v1/me/preferences", _PREFERENCES)
    shown = world.mine("GET", "/v1/me/preferences").body
    page.say(f"her preferences: {shown['language']}, {shown['layout']}")
    page.expect(
        "her preferences", (kept.status, shown), (_OK, {"served_as": "person", **_PREFERENCES})
    )
    world.note(_DEVICE["model"], browser["subscription"]["endpoint"])
    return "a device in a closed form, preferences"


def portrait(world: World, page: Page) -> str:
    """Send a photo that says where it was taken; look at what comes back."""
    sent = _photo()
    page.say(f"sent: {_told(sent)}")
    put = world.mine("PUT", "/v1/me/portrait", sent, content_type="image/jpeg")
    back = world.mine("GET", "/v1/me/portrait")
    page.say(f"kept: {_told(back.content)}")
    page.expect("the answers", [put.status, back.status], [_OK, _OK])
    page.expect("the photo says where it was taken", bool(_exif(sent)), True)
    page.expect("what the portrait says beside its pixels", _exif(back.content), {})
    page.expect("its words are gone", _TAKEN.encode() in back.content, False)
    page.expect("its size", _open(back.content).size, _SMALLER)
    world.note(_TAKEN)
    return "made anew from its pixels; place and words are gone"


def log(world: World, page: Page) -> str:
    """Read who was given her data."""
    lines = world.mine("GET", "/v1/me/access-log").body["items"]
    for line in lines:
        until = line["until"] or "now"
        page.say(f"{line['name']}: {line['data']}, {line['at'][:10]} to {until[:10]}")
    page.say("The sandbox is a carrier of our own: nobody outside was told.")
    shown = {(line["what"], line["whom"], line["data"], line["until"]) for line in lines}
    page.expect("the access log", shown, _GIVEN)
    apart = {(line["whom"], line["data"], line["about"]) for line in lines}
    page.expect("one line for what is the same", len(lines), len(apart))
    return "who was given what of hers, since when, until when"


def _photo() -> bytes:
    """Return a photo as a phone takes it, with words and its place in it."""
    from PIL import Image as pillow  # noqa: N813, PLC0415 - in this step only

    exif = pillow.Exif()
    exif[_DESCRIPTION] = _TAKEN
    exif.get_ifd(_GPS)[_GPS_LATITUDE] = _LATITUDE
    file = io.BytesIO()
    pillow.radial_gradient("L").resize(_SIZE).save(file, "JPEG", exif=exif)
    return file.getvalue()


def _told(picture: bytes) -> str:
    """Say what a picture is, and what it says."""
    exif = _exif(picture)
    size = "x".join(map(str, _open(picture).size))
    says = f"{exif[_DESCRIPTION]!r}, GPS {exif[_GPS][_GPS_LATITUDE]}" if exif else "nothing else"
    return f"{_open(picture).format} {size}, {len(picture)} bytes; EXIF: {says}"


def _exif(picture: bytes) -> dict[int, Any]:
    """Return what a picture says beside its pixels."""
    exif = _open(picture).getexif()
    place = exif.get_ifd(_GPS)
    return {**dict(exif), _GPS: place} if exif else {}


def _open(picture: bytes) -> "Image":
    from PIL import Image as pillow  # noqa: N813, PLC0415 - as above

    return pillow.open(io.BytesIO(picture))


STEPS = (
    Step(
        "things",
        "What the app may tell",
        "Device facts in a closed form, each of them optional; what is not on the map is refused.",
        things,
    ),
    Step(
        "portrait",
        "A portrait",
        "A photo tells where it was taken. What is kept are its pixels, sealed, in the bucket.",
        portrait,
    ),
)
LOG = (
    Step(
        "access log",
        "Who was given her data?",
        "Whoever asks a carrier for her has written it down before, for her to read.",
        log,
    ),
)
