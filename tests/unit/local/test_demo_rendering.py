"""What the demo shows a person, and how it searches what a thief would get."""

import io
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pytest

from infra.local.demo.client import Document, traces
from infra.local.demo.page import Page
from infra.local.demo.show import (
    EVIDENCE,
    REASONS,
    STATUSES,
    WIDTH,
    Ink,
    Row,
    candidates_words,
    clock_time,
    item_lines,
    outcome,
    place_time,
    safe,
    table,
)
from shared.parcels.carriers.evidence import CarrierEvidence
from shared.parcels.carriers.model import Reason, Status

PLAIN = Ink()
NAMES = {"dhl": "DHL"}
Json = dict[str, Any]


def event(**changes: object) -> Json:
    told: Json = {"at": at("2026-11-22", "11:30"), "place": "BERLIN, DE", "status": "delivered"}
    return told | {"reason": None, "text": "Delivered", "text_is_carriers": False} | changes


def at(day: str | None, clock: str | None = None, moment: str | None = None) -> Json:
    return {"day": day, "clock": clock, "moment": moment}


def estimate(earliest: Json, latest: Json | None = None) -> Json:
    precision = "moment" if latest is None else "window"
    return {"precision": precision, "earliest": earliest, "latest": latest or earliest}


def found(number: str = "1000000013", **changes: object) -> Json:
    shipment: Json = {"carrier": "dhl", "status": "delivered", "reason": None}
    shipment |= {"estimated_delivery": None, "events": [event()]}
    shipment |= {"last_fetch": {"at": "2026-11-23T00:46:13.4Z", "outcome": "answered"}}
    shipment |= {"asked": "dhl"}
    told = {"number": number, "carrier": "dhl", "problem": None}
    return told | {"shipment": shipment | changes}


def missing(**changes: object) -> Json:
    problem: Json = {"title": "Not now.", "code": "unavailable", "errors": [], "retry_after": 30}
    told: Json = {"number": "AGP", "candidates": [], "carrier_link": None, "shipment": None}
    return {**told, "problem": problem | changes}


def shown(item: Mapping[str, Any]) -> str:
    return "\n".join(item_lines(item, NAMES, PLAIN))


@pytest.mark.parametrize(
    ("words", "values"),
    [(STATUSES, Status), (REASONS, Reason), (EVIDENCE, CarrierEvidence)],
    ids=["statuses", "reasons", "evidence"],
)
def test_there_are_plain_words_for_every_value(
    words: Mapping[str, str], values: type[StrEnum]
) -> None:
    assert set(words) == {str(value) for value in values}


@pytest.mark.parametrize(
    ("stated", "clock"),
    [
        ("2026-11-22T20:00:00Z", "Sun 22 Nov 20:00 UTC"),
        ("2026-11-22T20:00:00+05:30", "Sun 22 Nov 20:00 +05:30"),
        ("2026-11-22T20:00:00-08:00", "Sun 22 Nov 20:00 -08:00"),
    ],
)
def test_an_instant_is_shown_as_the_clock_stood_there(stated: str, clock: str) -> None:
    assert clock_time(stated) == clock


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (("2026-11-22", "23:30", "2026-11-22T23:30:00-08:00"), "Sun 22 Nov 23:30"),
        (("2026-11-22", "23:30", None), "Sun 22 Nov 23:30"),
        (("2026-11-22", None, None), "Sun 22 Nov"),
        ((None, None, "2026-11-22T23:30:00Z"), "Sun 22 Nov 23:30 UTC"),
    ],
)
def test_a_time_is_shown_as_it_was_at_the_place(
    told: tuple[str | None, str | None, str | None], shown: str
) -> None:
    assert place_time(at(*told)) == shown


def test_a_parcel_is_shown_with_carrier_status_and_events_in_the_order_given() -> None:
    earlier = event(at=at("2026-11-21"), place="LEIPZIG, DE", text="Arrived")
    quoted = event(at=at("2026-11-20"), place=None, text="Angekommen", text_is_carriers=True)
    lines = item_lines(found(events=[event(), earlier, quoted]), NAMES, PLAIN)
    assert lines == [
        "   1000000013 · DHL",
        "   Delivered",
        "     Sun 22 Nov 11:30  BERLIN, DE   Delivered",
        "     Sat 21 Nov        LEIPZIG, DE  Arrived",
        '     Fri 20 Nov        -            "Angekommen"',
        "   DHL was asked Mon 23 Nov 00:46 UTC and answered",
        "",
    ]


def test_expectation_and_reason_are_shown_in_words() -> None:
    due = estimate(at("2026-11-24", "18:00"))
    told = shown(found(status="in_transit", reason="customs", estimated_delivery=due))
    assert "On its way: it is in customs\n   expected Tue 24 Nov 18:00\n" in told


@pytest.mark.parametrize(
    ("latest", "told"),
    [
        (at("2026-11-24", "18:00"), "expected Tue 24 Nov 14:00 to 18:00"),
        (at("2026-11-25", "18:00"), "expected Tue 24 Nov 14:00 to Wed 25 Nov 18:00"),
        (at("2026-11-24"), "expected Tue 24 Nov 14:00 to Tue 24 Nov"),
    ],
)
def test_a_window_is_shown_with_both_its_ends(latest: Json, told: str) -> None:
    assert told in shown(found(estimated_delivery=estimate(at("2026-11-24", "14:00"), latest)))


def test_a_parcel_without_events_says_so() -> None:
    assert "no scan so far" in shown(found(status="info_received", events=[]))


def test_a_fetch_that_failed_is_told() -> None:
    fetch = {"at": "2026-11-23T00:46:13Z", "outcome": "unavailable"}
    assert "and gave nothing (unavailable)" in shown(found(last_fetch=fetch))


def test_who_was_asked_is_named() -> None:
    assert "aggregator was asked Mon 23 Nov" in shown(found(asked="aggregator"))


def test_values_newer_than_this_code_are_shown_as_they_are() -> None:
    told = shown(found(status="teleported", reason="magic"))
    assert "teleported: magic" in told


def test_a_problem_says_what_to_do() -> None:
    fault = {"field": "postcode", "code": "x", "detail": "Give the recipient's postcode."}
    item = missing(errors=[fault])
    item["candidates"] = [{"carrier": "dhl", "format": "f", "evidence": "length"}]
    item["carrier_link"] = {"url": "https://carrier.test/track"}
    told = shown(item)
    assert "Not now." in told
    assert "-> postcode: Give the recipient's postcode." in told
    assert "?  DHL: only the length fits" in told
    assert "-> Try again in 30 s." in told
    assert "-> https://carrier.test/track" in told


def test_a_candidate_is_named_with_its_evidence() -> None:
    ups = {"carrier": "ups", "evidence": "checksum"}
    assert list(candidates_words([ups], NAMES)) == ["ups: check digit right"]


@pytest.mark.parametrize(
    ("count", "names"), [(1, "c0"), (4, "c0, c1, c2, c3"), (6, "c0, c1, c2, c3 and 2 more")]
)
def test_candidates_by_length_alone_are_named_together(count: int, names: str) -> None:
    alike = [{"carrier": f"c{number}", "evidence": "length"} for number in range(count)]
    assert list(candidates_words(alike, NAMES)) == [f"{names}: only the length fits"]


def test_long_texts_are_wrapped_to_eighty_columns() -> None:
    long = event(text="word " * 40, place="A-RATHER-LONG-TOWN-NAME, DE")
    item = found(events=[long, event()])
    assert max(map(len, item_lines(item, NAMES, PLAIN))) <= WIDTH
    assert max(map(len, item_lines(missing(title="word " * 60), NAMES, PLAIN))) <= WIDTH


@pytest.mark.parametrize("bad", ["\x1b[31mred", "a\nb", "\x07bell", "\u202eturned"])
def test_nothing_that_a_terminal_would_obey_gets_through(bad: str) -> None:
    assert safe(bad).isprintable()
    for item in (found(bad), found(events=[event(place=bad, text=bad)]), missing(title=bad)):
        assert all(line.isprintable() for line in item_lines(item, NAMES, PLAIN))


@pytest.mark.parametrize(
    ("item", "word"),
    [
        (found(), "delivered"),
        (found(status="in_transit", reason="customs"), "in_transit customs"),
        (missing(), "unavailable"),
    ],
)
def test_an_outcome_is_one_word(item: Json, word: str) -> None:
    assert outcome(item) == word


def test_the_table_keeps_its_columns() -> None:
    rows = [Row("one", "a few words", True, 0.04), Row("second", "many words " * 9, False, 12.3)]
    lines = table(rows, PLAIN)
    assert lines[0].startswith("   one     a few words ")
    assert lines[0].endswith("  ok       0.0 s")
    assert lines[1].endswith("  FAILED  12.3 s")
    assert len(lines) == 3
    assert {len(lines[0]), len(lines[1])} == {WIDTH}
    assert max(map(len, lines)) <= WIDTH


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environ", "colour"),
    [
        (Terminal(), {}, True),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {}, False),
    ],
    ids=["terminal", "no-color", "dumb-terminal", "file"],
)
def test_colour_is_for_terminals_that_want_it(
    *, stream: io.StringIO, environ: Mapping[str, str], colour: bool
) -> None:
    ink = Ink.for_stream(stream, environ)
    assert ("\x1b" in ink.good("ok")) is colour


def test_a_difference_is_printed_and_fails_the_step(capsys: pytest.CaptureFixture[str]) -> None:
    page = Page(PLAIN)
    page.expect("one", 1, 1)
    assert (page.failed, capsys.readouterr().out) == (False, "")
    page.expect("two", 3, 2)
    assert page.failed
    assert capsys.readouterr().out == "   FAILED two\n     expected: 2\n     shown:    3\n"


def test_empty_lines_do_not_pile_up(capsys: pytest.CaptureFixture[str]) -> None:
    page = Page(PLAIN)
    page.lines("a", "")
    page.lines("", "b")
    assert capsys.readouterr().out == "a\n\nb\n"


@pytest.mark.parametrize(
    "document",
    [
        Document("shipments", "x-1000000013-x", {}),
        Document("c1000000013", "x", {}),
        Document("shipments", "x", {"f": "No. 1000000013"}),
        Document("shipments", "x", {"f": {"1000000013": True}}),
        Document("shipments", "x", {"f": {"g": ["a", {"h": b"\x00\xff1000000013\x01"}]}}),
        Document("shipments", "x", {"f": 1000000013}),
    ],
    ids=["name", "collection", "text", "field-name", "nested-bytes", "number"],
)
def test_the_search_finds_a_number_wherever_it_lies(document: Document) -> None:
    other = Document("shipments", "y", {"f": "nothing"})
    assert traces([other, document], ["1000000013"]) == [("1000000013", document)]


def test_the_search_does_not_mind_case() -> None:
    document = Document("shipments", "x", {"f": b"\xfeAt Berlin"})
    assert traces([document], ["BERLIN", "Hamburg"]) == [("BERLIN", document)]
