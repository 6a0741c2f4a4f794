"""How a request says what somebody decides: the same at registration and later."""

from typing import Annotated, Literal

from pydantic import Field

from shared.kernel.languages import best
from shared.kernel.schema import AS_WHOLE, Body
from shared.people.consents.choice import Choice, Method
from shared.people.person.fields import Locale
from shared.privacy.consent import Decisions
from shared.privacy.notice import current

MOST = 40


class Said(Body):
    """What somebody decides, having been shown a notice."""

    grants: Annotated[
        dict[str, bool],
        Field(
            min_length=1,
            max_length=MOST,
            description="By purpose: true allows, false refuses.",
        ),
    ]
    notice_version: Annotated[int, Field(ge=1, le=10_000), AS_WHOLE]
    language: Annotated[
        Locale, Field(description="In which it was shown: the receipt names the text's own.")
    ]
    method: Literal[Method.BANNER, Method.SETTINGS, Method.REGISTRATION]

    def choice(self, *, signal: bool) -> Choice:
        """Return it as a choice."""
        spoken = best((self.language,), current().texts)
        return Choice(self.grants, self.notice_version, spoken, self.method, signal)


def taken_over(
    said: Said | None, before: Decisions, *, language: str, signal: bool
) -> Choice | None:
    """Return what a new account begins with: a visitor's choices, and what was said anew.

    Args:
        said: With the registration.
        before: Of the visitor's token. What was decided about an older notice is left behind.
        language: Of the request.
        signal: Whether Global Privacy Control came with it.
    """
    notice = current()
    kept = {name: one.granted for name, one in before.items() if one.notice == notice.version}
    if said is not None:
        choice = said.choice(signal=signal)
        grants = {**kept, **choice.grants}
        return Choice(grants, choice.notice, choice.language, choice.method, signal)
    if not kept:
        return None
    spoken = best((language,), notice.texts)
    return Choice(kept, notice.version, spoken, Method.REGISTRATION, signal)
