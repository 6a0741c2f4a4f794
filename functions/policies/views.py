"""How versions of the policy are shown."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pydantic import Field

from shared.kernel.schema import View
from shared.people.policies.dated import Dated
from shared.people.policies.model import Policy, SectionChange, differences


class VersionView(View):
    """A version, without its text."""

    version: str
    published: date
    effective: date = Field(description="When it takes effect at the earliest (midnight UTC).")
    effect: datetime | None = Field(
        description="When it took or takes effect. Null: not known yet, because it cuts rights and "
        "not everybody was told."
    )
    cuts_rights: bool
    in_force: bool
    languages: tuple[str, ...]
    sha256: str = Field(description="Of its file, which never changes.")

    @classmethod
    def of(cls, dated: Dated, in_force: int) -> "VersionView":
        """Show a version."""
        return cls(**_version(dated, in_force))


class VersionList(View):
    """Every version that was published, the newest first."""

    versions: tuple[VersionView, ...]


class SectionView(View):
    """A section, and the promises that it makes."""

    id: str
    title: str
    text: str
    promises: tuple[str, ...]


class PolicyView(VersionView):
    """A version with its text."""

    language: str
    title: str
    intro: str
    sections: tuple[SectionView, ...]

    @classmethod
    def in_language(cls, dated: Dated, in_force: int, wanted: Sequence[str]) -> "PolicyView":
        """Show a version with its text."""
        spoken, text = dated.policy.text(wanted)
        return cls(
            **_version(dated, in_force),
            language=spoken,
            title=text.title,
            intro=text.intro,
            sections=tuple(SectionView(**dict(one)) for one in text.sections),
        )


class DifferenceView(View):
    """How one section differs."""

    section: str
    change: SectionChange
    before: str | None
    after: str | None
    promises_added: tuple[str, ...]
    promises_removed: tuple[str, ...]


class ChangesView(View):
    """How a version differs from the one before it."""

    version: str
    since: str | None = Field(description="The version before; null: it is the first one.")
    language: str
    cuts_rights: bool
    sections: tuple[DifferenceView, ...]

    @classmethod
    def of(cls, policy: Policy, before: Policy | None, wanted: Sequence[str]) -> "ChangesView":
        """Show what differs."""
        spoken, text = policy.text(wanted)
        old = before.text([spoken])[1] if before is not None else None
        return cls(
            version=str(policy.version),
            since=str(before.version) if before is not None else None,
            language=spoken,
            cuts_rights=policy.cuts_rights,
            sections=tuple(DifferenceView(**dict(one)) for one in differences(old, text)),
        )


def _version(dated: Dated, in_force: int) -> dict[str, Any]:
    policy = dated.policy
    return {
        "version": str(policy.version),
        "published": policy.published,
        "effective": policy.effective,
        "effect": dated.effect,
        "cuts_rights": policy.cuts_rights,
        "in_force": policy.version == in_force,
        "languages": tuple(sorted(policy.texts)),
        "sha256": policy.sha256,
    }
