"""How an embedded emulator says no. No gRPC here."""

from typing import Any


class RefusedError(Exception):
    """A call is answered with an error; ``code`` is the name of gRPC's status."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def only(message: Any, *known: str) -> None:  # noqa: ANN401 - protobuf
    """Refuse a message in which anything else is set than what is emulated.

    Raises:
        RefusedError: UNIMPLEMENTED; it names the fields.
    """
    others = [field.name for field, _ in message.ListFields() if field.name not in known]
    if others:
        what = f"{message.DESCRIPTOR.name} with {', '.join(others)}"
        raise unknown(what)


def unknown(what: str) -> RefusedError:
    """Return the error for what the product never asks."""
    return RefusedError(
        "UNIMPLEMENTED", f"{what} is not emulated here: EMULATORS=google may have it"
    )


def wrong(text: str) -> RefusedError:
    """Return the error for what makes no sense."""
    return RefusedError("INVALID_ARGUMENT", text)
