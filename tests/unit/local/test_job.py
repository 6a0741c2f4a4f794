"""``make job``: what is asked for wrongly is told in one line with its remedy."""

import sys

import pytest

from infra.local.stack.functions import operations
from infra.local.tools import job
from infra.local.tools.job import AskedWronglyError, JobError, asked_for, call, jobs
from shared.edge.operation import CallerKind
from tests.ports import free_ports

NAME = ("--name", "anonymise_nightly")


def test_every_declared_schedule_is_known_and_nothing_else() -> None:
    platform = [o.path for _, o in operations() if o.caller is CallerKind.PLATFORM]
    schedules = {path.removeprefix("/jobs/") for path in platform if path.startswith("/jobs/")}
    assert set(jobs()) == schedules
    assert "anonymise_nightly" in schedules


def test_a_job_is_called_in_eu_now_unless_told_otherwise() -> None:
    asked = asked_for(NAME, {})
    assert (asked.operation.path, asked.region) == ("/jobs/anonymise_nightly", "eu")
    assert (asked.at, asked.ports.base) == (None, 8000)


@pytest.mark.parametrize(
    "at",
    ["2027-03-01T02:00:00Z", "2027-03-01T02:00:00.5+01:00", "2028-02-29T23:59:59-08:00"],
)
def test_region_time_and_ports_are_as_asked(at: str) -> None:
    asked = asked_for((*NAME, "--region", "us", "--at", at), {"PORT_BASE": "9000"})
    assert (asked.region, asked.at, asked.ports.base) == ("us", at, 9000)


@pytest.mark.parametrize(
    ("arguments", "environ", "told"),
    [
        ((), {}, "NAME is missing: NAME is one of .*anonymise_nightly"),
        (("--name", ""), {}, "NAME is missing: NAME is one of .*anonymise_nightly"),
        (("--name", "tracking"), {}, "no scheduled function 'tracking': .*anonymise_nightly"),
        ((*NAME, "--region", "mars"), {}, "REGION is one of eu, us, asia, not 'mars'"),
        (NAME, {"PORT_BASE": "many"}, "PORT_BASE must be a number"),
        (NAME, {"PORT_BASE": "70000"}, "PORT_BASE must be between"),
    ],
)
def test_what_cannot_be_asked_is_told_with_what_can(
    arguments: tuple[str, ...], environ: dict[str, str], told: str
) -> None:
    with pytest.raises(AskedWronglyError, match=told) as raised:
        asked_for(arguments, environ)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "at",
    [
        "",
        "tomorrow",
        "2027-03-01",
        "2027-03-01T02:00:00",
        "2027-03-01 02:00:00Z",
        "20270301T020000Z",
        "2027-02-30T02:00:00Z",
        "2027-03-01T25:00:00Z",
        "2027-03-01T02:00:00+0100",
        "2027-03-01T02:00:00+25:00",
        "0001-01-01T00:00:00+05:00",
        "2027-03-01T02:00:00Z\n",
    ],
)
def test_a_time_needs_its_offset_and_has_to_exist(at: str) -> None:
    with pytest.raises(AskedWronglyError, match="AT is a time with its offset, for example 2027"):
        asked_for((*NAME, "--at", at), {})


@pytest.mark.parametrize(
    ("region", "remedy"),
    [("eu", "`PORT_BASE={} make run`"), ("asia", "`PORT_BASE={} REGIONS=eu,us,asia make run`")],
)
def test_a_stack_that_does_not_run_is_told_with_the_remedy(region: str, remedy: str) -> None:
    base = free_ports().base
    asked = asked_for((*NAME, "--region", region), {"PORT_BASE": str(base)})
    with pytest.raises(JobError) as raised:
        call(asked)
    assert remedy.format(base) in str(raised.value)
    assert asked.ports.gateway_url(region) in str(raised.value)


def test_a_mistake_ends_with_2_and_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["job", "--name", "x"])
    assert job.main() == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
