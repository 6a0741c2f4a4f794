"""What is told of the policy to whoever calls."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from pydantic import Field

from shared.kernel.schema import View
from shared.people.policies.contract import AcceptanceKind

if TYPE_CHECKING:
    from shared.people.policies.dated import Dated
    from shared.people.policies.notice import PolicyNotice


class BannerView(View):
    """What an app or a site shows prominently."""

    version: str
    language: str
    text: str
    effective: date = Field(description="When it takes effect at the earliest.")
    effect: datetime | None = Field(description="When it takes effect; null: not known yet.")
    cuts_rights: bool
    in_force: bool = Field(description="True: it is in force, and this person was never told.")
    policy: str = Field(description="The path of its text.")
    changes: str = Field(description="The path of what differs.")

    @classmethod
    def of(cls, dated: "Dated", wanted: Sequence[str], *, in_force: bool) -> "BannerView":
        """Show the banner of a version."""
        policy = dated.policy
        spoken, text = policy.text(wanted)
        return cls(
            version=str(policy.version),
            language=spoken,
            text=text.banner,
            effective=policy.effective,
            effect=dated.effect,
            cuts_rights=policy.cuts_rights,
            in_force=in_force,
            policy=f"/v1/policies/{policy.version}",
            changes=f"/v1/policies/{policy.version}/changes",
        )


class UpcomingView(View):
    """What is to be shown now."""

    banner: BannerView | None = Field(description="Null: nothing is.")


class AcceptanceView(View):
    """That somebody has accepted a version."""

    version: str
    accepted: datetime
    how: AcceptanceKind

    @classmethod
    def of(cls, notice: "PolicyNotice", now: datetime) -> "AcceptanceView":
        """Show an acceptance."""
        return cls(
            version=str(notice.policy),
            accepted=notice.accepted or now,
            how=notice.how or AcceptanceKind.SAID,
        )
