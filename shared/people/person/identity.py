"""Who somebody is at another service: an issuer's name for them. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as an OpenID provider knows them: issuer and subject, nothing else of the token.

    OpenID Connect Core 1.0, section 5.7: only these two together, and never an email, name a person
    for good.
    """

    provider: str
    """Ours for it: ``google``."""
    issuer: str
    """In the one way of writing that we keep it in."""
    subject: str
    """1 to 255 visible ASCII characters."""

    @property
    def account(self) -> str:
        """Return both as one value; neither can hold a space."""
        return f"{self.issuer} {self.subject}"
