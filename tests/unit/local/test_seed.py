"""What the seed is asked for, how it takes refusals, and what it tells."""

import io
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import httpx
import pytest

from infra.local.seed import run as seed
from infra.local.seed.calls import App, RefusedError, Sink, StackGoneError, Tally
from infra.local.seed.run import AskedWronglyError, Plan, asked_for
from infra.local.seed.told import progress_line, summary
from infra.local.stack.ports import Ports
from tests.ports import free_ports

SOURCE = "2001:db8:2:1::1"
Answer = Callable[[httpx.Request], httpx.Response]


def test_what_is_asked_for_is_read() -> None:
    arguments = ("--people", "1000", "--region", "us", "--seed", "7")
    assert asked_for(arguments, {"PORT_BASE": "9000"}) == Plan(1000, "us", 7, Ports(9000))
    assert asked_for(("--people", "1"), {}) == Plan(1, "eu", 1, Ports())


@pytest.mark.parametrize(
    ("arguments", "environ", "named"),
    [
        ((), {}, "PEOPLE is missing"),
        (("--people", "0"), {}, "PEOPLE"),
        (("--people", "100001"), {}, "PEOPLE"),
        (("--people", "9" * 5000), {}, "PEOPLE"),
        (("--people", "-1"), {}, "PEOPLE"),
        (("--people", "\N{ARABIC-INDIC DIGIT ONE}"), {}, "PEOPLE"),
        (("--people", "1", "--seed", "10000"), {}, "SEED"),
        (("--people", "1", "--region", "mars"), {}, "REGION"),
        (("--people", "1"), {"PORT_BASE": "x"}, "PORT_BASE"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: Sequence[str],
    environ: Mapping[str, str],
    named: str,
) -> None:
    with pytest.raises(AskedWronglyError, match=named):
        asked_for(arguments, environ)
    monkeypatch.setattr("sys.argv", ["seed", *arguments])
    monkeypatch.setenv("PORT_BASE", environ.get("PORT_BASE", "8000"))
    assert seed.main() == 2
    told = capsys.readouterr()
    assert (told.out, named in told.err, len(told.err.splitlines())) == ("", True, 1)


def test_without_a_stack_one_line_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    base = free_ports().base
    monkeypatch.setattr("sys.argv", ["seed", "--people", "5", "--region", "asia"])
    monkeypatch.setenv("PORT_BASE", str(base))
    assert seed.main() == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.endswith(f"with `PORT_BASE={base} REGIONS=eu,us,asia make run` first\n")
    assert len(told.err.splitlines()) == 1


def problem(status: int, code: str, again: int | None = None) -> httpx.Response:
    headers = {"Content-Type": "application/problem+json"}
    if again is not None:
        headers["Retry-After"] = str(again)
    return httpx.Response(status, json={"code": code}, headers=headers)


def api(answers: Sequence[httpx.Response], asked: list[httpx.Request]) -> httpx.AsyncClient:
    """Return a client of an API that gives these answers one after the other."""
    left = iter(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return next(left)

    return httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://api")


async def test_who_is_to_come_back_at_once_does_and_says_the_same() -> None:
    asked: list[httpx.Request] = []
    answers = [problem(503, "unavailable", 0), problem(429, "too-many-requests", 0)]
    async with api([*answers, httpx.Response(201, json={"id": "a"})], asked) as http:
        assert await App(http, SOURCE).post("/v1/waybills", {"number": "1"}) == {"id": "a"}
    assert len(asked) == 3
    assert len({one.headers["Idempotency-Key"] for one in asked}) == 1
    assert {one.headers["X-Forwarded-For"] for one in asked} == {SOURCE}
    assert len({one.content for one in asked}) == 1


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ([problem(429, "too-many-requests", 1900)], "429 too-many-requests (again in 31 min)"),
        ([problem(503, "unavailable", 30)], "503 unavailable (again in 30 s)"),
        ([problem(409, "follows-limit")], "409 follows-limit"),
        ([problem(422, "invalid-input")], "422 invalid-input"),
        ([httpx.Response(500)], "500"),
        ([problem(503, "unavailable", 0)] * 4, "503 unavailable (again in 0 s)"),
    ],
    ids=["later", "unavailable", "conflict", "invalid", "crash", "never better"],
)
async def test_a_refusal_is_told_as_it_is(answers: list[httpx.Response], told: str) -> None:
    asked: list[httpx.Request] = []
    async with api(answers, asked) as http:
        with pytest.raises(RefusedError) as refused:
            await App(http, SOURCE).post("/v1/sign-in/codes", {"email": "nobody@example.org"})
    assert str(refused.value) == f"POST /v1/sign-in/codes: {told}"
    assert len(asked) == len(answers)


async def test_a_stack_that_is_gone_is_no_refusal() -> None:
    def gone(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("gone")

    async with httpx.AsyncClient(transport=httpx.MockTransport(gone), base_url="http://x") as http:
        with pytest.raises(StackGoneError):
            await App(http, SOURCE).call("GET", "/v1/me")
        with pytest.raises(StackGoneError):
            await Sink(http).code_for("nobody@example.org")


@pytest.mark.parametrize(
    ("status", "code"), [(200, "222222"), (404, None)], ids=["the newest one", "none"]
)
async def test_the_code_is_the_one_that_was_sent_last(status: int, code: str | None) -> None:
    asked: list[httpx.Request] = []
    async with api([httpx.Response(status, json={"code": code})], asked) as http:
        if code is None:
            with pytest.raises(RefusedError, match="no code arrived"):
                await Sink(http).code_for("+491713920020")
        else:
            assert await Sink(http).code_for("+491713920020") == code
    assert asked[0].url.params["to"] == "+491713920020"


def test_the_end_tells_what_was_made_and_every_refusal() -> None:
    made = {"people new": 1200, "people refused": 2, "by mail": 1198, "by SMS": 2, "devices": 900}
    made |= {"followed": 40, "parcel delivered": 30, "parcel not_found": 10}
    refusal = "POST /v1/sign-in/codes: 429 too-many-requests (again in 31 min)"
    tally = Tally(Counter(made), Counter({refusal: 2}), seen=1202)
    assert list(summary(tally, "eu", 100.0)) == [
        "1,202 people of eu in 100.0 s, 12.0 a second:",
        "  people: new 1,200, refused 2",
        "  signed in by: mail 1,198, SMS 2",
        "  they brought: devices 900",
        "  they follow: new 40",
        "  parcels: delivered 30, not_found 10",
        f"  refused 2 x {refusal}",
    ]
    assert list(summary(Tally(), "eu", 0.0))[-1] == "  nothing was refused"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_one_line_on_a_terminal_and_a_line_each_tenth_elsewhere() -> None:
    terminal, file = Terminal(), io.StringIO()
    for stream in (terminal, file):
        say = progress_line(stream, 100)
        for done in (0, 5, 10, 11, 19, 55, 100):
            say(done, 10.0)
    assert terminal.getvalue().count("\n") == 1
    assert terminal.getvalue().count("\r") == 7
    lines = file.getvalue().splitlines()
    assert [line.split(" of ")[0].strip() for line in lines] == ["10", "55", "100"]
    assert lines[1] == "  55 of 100 people, 10 s, 5.5 a second"
