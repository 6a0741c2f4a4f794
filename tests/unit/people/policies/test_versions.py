"""The versions of the policy: what may be published, when it takes effect, what it promises."""

import hashlib
import shutil
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from infra.local.tools.next_policy import draft, with_next
from infra.local.tools.policy import main, publish
from shared.people.policies.announcements import Announcements
from shared.people.policies.dated import DatedPolicies
from shared.people.policies.model import (
    NOTICE_PERIOD,
    Announcement,
    Draft,
    Policy,
    PolicyError,
    SectionChange,
    check,
    differences,
    effects,
)
from shared.people.policies.versions import FOLDER, INDEX, parsed, policies
from tests.fakes import FakeClock, MemoryDocuments
from tests.promises.register import promises

PUBLISHED = {1: "d281ed2dcf5251807ab497f88f01e6f96bd16691339b95805d48ec53d0ec50af"}
DAY = date(2027, 1, 10)
SECTION = {
    "id": "visitors",
    "title": "You can stay a visitor",
    "text": "Look up waybills without an account.",
    "promises": ["C1", "M1"],
}
TEXT = {
    "title": "Privacy policy",
    "intro": "This is what we hold of you.",
    "sections": [SECTION],
}


def one(day: int = 0, **more: Any) -> Draft:  # noqa: ANN401 - a draft's fields
    """Return a version that is published some days after the first one."""
    published = DAY + timedelta(days=day)
    told = {
        "published": published,
        "effective": published + timedelta(days=31),
        "cuts_rights": False,
        "texts": {"en": {**TEXT, "banner": "Something changes."}},
    }
    return Draft.model_validate({**told, **more})


def text(**section: Any) -> dict[str, Any]:  # noqa: ANN401 - a section's fields
    """Return texts in one language whose only section is changed so."""
    return {"en": {**TEXT, "banner": "Something changes.", "sections": [{**SECTION, **section}]}}


def dated(*drafts: Draft) -> list[Policy]:
    """Return drafts as versions."""
    return [Policy(**dict(d), version=n, sha256="") for n, d in enumerate(drafts, start=1)]


def test_what_was_published_is_what_is_there() -> None:
    found = {
        policy.version: hashlib.sha256((FOLDER / f"{policy.version}.toml").read_bytes()).hexdigest()
        for policy in policies()
    }
    assert found == PUBLISHED
    assert {policy.version: policy.sha256 for policy in policies()} == PUBLISHED


def test_the_policy_in_words_makes_exactly_the_promises_that_there_are() -> None:
    named = [one for section in policies()[-1].texts["en"].sections for one in section.promises]
    assert sorted(named) == sorted(promises()), "each promise in one section, and no other"


def test_a_changed_text_does_not_start(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    assert policies(tmp_path) == policies()
    policies.cache_clear()
    path = tmp_path / "1.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("never sold", "seldom sold"))
    with pytest.raises(PolicyError, match="not the one that was published"):
        policies(tmp_path)


def test_a_missing_number_does_not_start(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    index = tmp_path / INDEX
    index.write_text(index.read_text(encoding="utf-8").replace("[1]", "[2]"))
    with pytest.raises(PolicyError, match="does not number"):
        policies(tmp_path)


@pytest.mark.parametrize(
    ("second", "why"),
    [
        pytest.param(one(0), "dates are not after", id="same-day"),
        pytest.param(
            one(1, effective=DAY + timedelta(days=31)), "dates are not after", id="same-effect"
        ),
        pytest.param(one(9, effective=DAY), "takes effect before", id="backwards"),
        pytest.param(one(9, texts=text(promises=["C1"])), "drops M1: that cuts", id="silent-cut"),
        pytest.param(
            one(9, cuts_rights=True, effective=DAY + timedelta(days=38)),
            "leave 30 days",
            id="too-soon",
        ),
        pytest.param(one(9, texts={"en": TEXT}), "no banner", id="no-banner"),
        pytest.param(one(9, texts={"de": {**TEXT, "banner": "Neu."}}), "no English", id="no-en"),
        pytest.param(
            one(9, texts={"en": {**TEXT, "banner": "New.", "sections": [SECTION, SECTION]}}),
            "the same id",
            id="twice",
        ),
        pytest.param(
            one(
                9,
                texts={
                    **text(),
                    "de": {**TEXT, "banner": "Neu.", "sections": [{**SECTION, "promises": ["C1"]}]},
                },
            ),
            "languages differ",
            id="languages-differ",
        ),
    ],
)
def test_what_cannot_follow_is_refused_with_its_remedy(second: Draft, why: str) -> None:
    check([one(0), one(9, cuts_rights=True, texts=text(promises=["C1"]))])
    with pytest.raises(PolicyError, match=f"version 2: .*{why}"):
        check([one(0), second])


def test_a_language_does_not_get_lost() -> None:
    german = {"en": {**TEXT, "banner": "New."}, "de": {**TEXT, "banner": "Neu."}}
    with pytest.raises(PolicyError, match="no text in de"):
        check([one(0, texts=german), one(9)])


def test_without_a_cut_the_stated_day_counts() -> None:
    first, second = dated(one(0), one(9))
    assert effects([first, second], {}) == {
        1: datetime(2027, 2, 10, tzinfo=UTC),
        2: datetime(2027, 2, 19, tzinfo=UTC),
    }


MOMENT = datetime(2027, 2, 1, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("announced", "effect"),
    [
        pytest.param({}, None, id="nobody-told"),
        pytest.param({"shown": MOMENT}, None, id="only-shown"),
        pytest.param({"told": MOMENT}, None, id="only-mailed"),
        pytest.param(
            {"shown": MOMENT, "told": MOMENT + timedelta(hours=1)},
            MOMENT + timedelta(hours=1) + NOTICE_PERIOD,
            id="mailed-last",
        ),
        pytest.param(
            {"shown": MOMENT + timedelta(hours=2), "told": MOMENT},
            MOMENT + timedelta(hours=2) + NOTICE_PERIOD,
            id="shown-last",
        ),
        pytest.param(
            {"shown": MOMENT - timedelta(days=15), "told": MOMENT - timedelta(days=15)},
            datetime(2027, 2, 19, tzinfo=UTC),
            id="stated-day-last",
        ),
    ],
)
def test_a_cut_waits_until_everybody_knew_for_thirty_days(
    announced: dict[str, Any], effect: datetime | None
) -> None:
    first, second = dated(one(0), one(9, cuts_rights=True))
    assert effects([first, second], {2: Announcement(**announced)})[2] == effect


def test_no_version_overtakes_the_one_that_it_follows() -> None:
    three = dated(one(0), one(9, cuts_rights=True), one(20))
    assert effects(three, {})[3] is None
    told = Announcement(shown=MOMENT, told=datetime(2027, 5, 1, tzinfo=UTC))
    found = effects(three, {2: told})
    assert found[3] == found[2] == datetime(2027, 5, 31, tzinfo=UTC)


def test_differences_name_sections_texts_and_promises() -> None:
    before = one(0).texts["en"]
    other = {**SECTION, "id": "links", "promises": ["T1"]}
    changed = {
        **SECTION,
        "text": "Look up waybills with an account only.",
        "promises": ["C1", "C2"],
    }
    after = one(9, texts={"en": {**TEXT, "sections": [changed, other]}}).texts["en"]
    found = {d.section: d for d in differences(before, after)}
    assert found["visitors"].change is SectionChange.CHANGED
    assert found["visitors"].before == SECTION["text"]
    assert found["visitors"].after == changed["text"]
    assert found["visitors"].promises_added == ("C2",)
    assert found["visitors"].promises_removed == ("M1",)
    assert found["links"].change is SectionChange.ADDED
    assert found["links"].before is None
    back = {d.section: d for d in differences(after, before)}
    assert back["links"].change is SectionChange.REMOVED
    assert differences(before, before) == []
    assert [d.change for d in differences(None, before)] == [SectionChange.ADDED]


def test_publishing_freezes_the_draft_byte_for_byte_and_tells_what_changes(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    newest = policies()[-1]
    raw = draft(
        (FOLDER / f"{newest.version}.toml").read_text(encoding="utf-8"),
        published=newest.published + timedelta(days=10),
        effective=newest.effective + timedelta(days=41),
    )
    told = publish(raw, tmp_path, today=newest.published, write=False)
    assert policies(tmp_path) == policies()
    policies.cache_clear()
    assert publish(raw, tmp_path, today=newest.published) == told
    assert (tmp_path / f"{newest.version + 1}.toml").read_bytes() == raw
    assert policies(tmp_path)[-1].sha256 == hashlib.sha256(raw).hexdigest()
    assert policies(tmp_path)[-1].cuts_rights
    assert any(line.strip().startswith("visitors: changed -C1") for line in told)
    assert any("policy_notices" in line for line in told)
    with pytest.raises(PolicyError, match="dates are not after"):
        publish(raw, tmp_path, today=newest.published)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        pytest.param(b"\xff", "not a TOML file", id="bytes"),
        pytest.param(b"published = ", "not a TOML file", id="no-toml"),
        pytest.param(b"published = 2027-01-01\nauthor = 'me'", "author: Extra", id="unknown"),
        pytest.param(b"published = 2027-01-01", "cuts_rights: Field required", id="missing"),
    ],
)
def test_a_bad_draft_is_refused_by_field(raw: bytes, why: str) -> None:
    with pytest.raises(PolicyError, match=why):
        parsed(raw)


def test_a_version_needs_a_release_before_its_day(tmp_path: Path) -> None:
    with_next(tmp_path, today=policies()[-1].published)
    raw = (tmp_path / "2.toml").read_bytes()
    with pytest.raises(PolicyError, match="needs a release first"):
        publish(raw, FOLDER, today=policies(tmp_path)[-1].published)
    assert not (FOLDER / "2.toml").exists()


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "draft.toml").write_text("nothing = 1")
    assert main(["--file", str(tmp_path / "draft.toml")]) == 1
    assert "not published: " in capsys.readouterr().err
    assert main(["--file", str(tmp_path / "absent.toml")]) == 1


async def test_no_evidence_is_looked_up_before_a_version_waits_for_it() -> None:
    first = policies()[0].model_copy(update={"published": date(2026, 1, 1)})
    harmless = first.model_copy(update={"version": 2})
    cutting = first.model_copy(update={"version": 3, "cuts_rights": True})
    looked: list[bool] = []

    def announcements() -> Announcements:
        looked.append(True)
        return Announcements(MemoryDocuments())

    for published in ((first,), (first, harmless), (first, cutting)):
        versions = DatedPolicies(partial(tuple, published), announcements, FakeClock())
        assert len(await versions.published()) == len(published)
        assert bool(looked) == (cutting in published)
