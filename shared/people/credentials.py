"""How a request brings a quick login: the same wherever one can be given."""

from typing import Annotated

from pydantic import Field

from shared.people.providers import ProviderId
from shared.web.model import Body


class QuickLogin(Body):
    """An ID token of an OpenID provider."""

    provider: ProviderId
    id_token: Annotated[
        str,
        Field(
            min_length=1,
            max_length=4096,
            description="As the provider gave it to the app. Its claim `nonce` must be one of "
            "`POST /v1/sign-in/nonces`, passed to the provider as it is, not hashed.",
        ),
    ]
