"""Log lines: a closed list of facts; nothing that a library or a person wrote."""

import json
import logging
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, get_args, get_type_hints

import grpc
import pytest

from shared.kernel import log
from shared.kernel.errors import UnavailableError
from shared.kernel.log import Event, Word

CANARY = "CANARY-VALUE"


@pytest.fixture
def configured() -> Iterator[None]:
    """Send the libraries' lines through the closed form while the test runs."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    root.handlers = []
    log.configure()
    yield
    root.handlers = handlers
    root.setLevel(level)


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> "Printed":
    return Printed(capsys)


class Printed:
    """What was written to standard output and error."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def lines(self) -> list[dict[str, Any]]:
        """Return the lines; nothing may be on standard error, no canary anywhere."""
        out, err = self._capsys.readouterr()
        assert err == ""
        assert CANARY not in out
        return [json.loads(line) for line in out.splitlines()]


def test_facts_are_numbers_truths_and_words_of_ours() -> None:
    assert set(get_args(log.Fact)) == {float, bool, StrEnum, Word}
    assert get_type_hints(log.write)["facts"] == log.Fact


def test_a_line_is_one_json_object_that_the_platform_can_read(printed: Printed) -> None:
    log.write(Event.RETENTION_RUN, log.Severity.WARNING, deleted=3, left=True, word=Word("a\nb"))
    assert printed.lines() == [
        {
            "severity": "WARNING",
            "message": "retention-run",
            "deleted": 3,
            "left": True,
            "word": "a\nb",
        }
    ]


def test_a_requests_lines_carry_its_id_and_trace(printed: Printed) -> None:
    token = log.context.set(log.Context("id-1", "projects/p/traces/1"))
    try:
        log.write(Event.REQUEST)
    finally:
        log.context.reset(token)
    log.write(Event.REQUEST)
    inside, outside = printed.lines()
    assert inside["request_id"] == "id-1"
    assert inside["logging.googleapis.com/trace"] == "projects/p/traces/1"
    assert outside.keys() == {"severity", "message"}


@pytest.mark.usefixtures("configured")
def test_a_librarys_warning_says_where_it_comes_from_and_not_what(printed: Printed) -> None:
    logging.getLogger("some.library").warning("%s", CANARY)
    logging.getLogger("some.library").error(CANARY, extra={"user": CANARY}, stack_info=True)
    for line in printed.lines():
        assert line.keys() == {"severity", "message", "logger", "places"}
        assert (line["message"], line["logger"]) == ("library", "some.library")
        assert line["places"][0].startswith("unit/kernel/test_log.py:")


@pytest.mark.usefixtures("configured")
def test_a_librarys_exception_is_its_type_alone(printed: Printed) -> None:
    try:
        int(CANARY)
    except ValueError:
        logging.getLogger("some.library").exception(CANARY)
    assert printed.lines()[0]["types"] == ["ValueError"]


@pytest.mark.usefixtures("configured")
@pytest.mark.parametrize("name", ["httpx", "httpcore", "uvicorn.access", "any.other"])
def test_a_librarys_chatter_does_not_appear(printed: Printed, name: str) -> None:
    logging.getLogger().setLevel(logging.DEBUG)
    logging.getLogger(name).info("HTTP Request: GET https://example.com/%s", CANARY)
    logging.getLogger(name).debug(CANARY)
    assert printed.lines() == []


@pytest.mark.usefixtures("configured")
def test_configuring_twice_does_not_write_twice(printed: Printed) -> None:
    log.configure()
    logging.getLogger("x").warning(CANARY)
    assert len(printed.lines()) == 1


def _fail() -> None:
    try:
        dict[str, str]()[CANARY]
    except KeyError as e:
        raise UnavailableError from e


def test_a_crash_is_types_and_places(printed: Printed) -> None:
    with pytest.raises(UnavailableError) as caught:
        _fail()
    log.crash(caught.value)
    (line,) = printed.lines()
    assert line["severity"] == "ERROR"
    assert line["types"] == ["shared.kernel.errors.UnavailableError", "builtins.KeyError"]
    assert line["places"][-1].startswith("unit/kernel/test_log.py:")
    assert line["places"][-1].endswith(":_fail")


class _Rpc(grpc.RpcError):
    def code(self) -> grpc.StatusCode:
        return grpc.StatusCode.UNAVAILABLE


class _CodedError(Exception):
    code = 503


class _NeedyCodeError(Exception):
    def code(self, of: object) -> object:
        return of


class _OddCodeError(Exception):
    def code(self) -> str:
        return CANARY


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (_Rpc(CANARY), "tests.unit.kernel.test_log._Rpc(UNAVAILABLE)"),
        (_CodedError(CANARY), "tests.unit.kernel.test_log._CodedError"),
        (_NeedyCodeError(CANARY), "tests.unit.kernel.test_log._NeedyCodeError"),
        (_OddCodeError(CANARY), "tests.unit.kernel.test_log._OddCodeError"),
        (ExceptionGroup(CANARY, [ValueError(CANARY)]), "builtins.ExceptionGroup"),
        (UnicodeDecodeError("utf-8", CANARY.encode(), 0, 1, CANARY), "builtins.UnicodeDecodeError"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_writing_of_a_crash_never_crashes_and_tells_a_status_only(
    printed: Printed, error: Exception, kind: str
) -> None:
    log.crash(error)
    assert printed.lines()[0]["types"] == [kind]


def test_a_long_chain_is_cut_and_a_ring_ends(printed: Printed) -> None:
    first, second = ValueError(CANARY), TypeError(CANARY)
    first.__cause__, second.__cause__ = second, first
    log.crash(first)
    assert len(printed.lines()[0]["types"]) == 5


def test_a_path_of_the_machine_is_shortened(printed: Printed) -> None:
    with pytest.raises(UnavailableError) as caught:
        _fail()
    log.crash(caught.value)
    place = printed.lines()[0]["places"][0]
    assert place.count("/") == 2
    assert not place.startswith("/")
