"""The jar: which cookies are ours, and which are worth nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import Response

from infra.local.stack.process import ROOT
from shared.edge.cookies import CONSENT, OURS, PREFERENCES, SESSION, Jar, cookie
from shared.kernel.clock import DAY


def taken(jar: Jar, response: Response | None = None) -> list[str]:
    """Return what an answer takes away."""
    response = response or Response()
    jar.settle(response)
    return [
        one.partition("=")[0]
        for one in response.headers.getlist("Set-Cookie")
        if one.endswith("Max-Age=0")
    ]


@pytest.mark.parametrize(
    ("headers", "value"),
    [
        ([b"__Host-session=x"], "x"),
        ([b"a=b; __Host-session=x; c=d"], "x"),
        ([b"a=b;__Host-session=x"], "x"),
        ([b"a=b", b"__Host-session=x"], "x"),
        ([b"__Host-session=a=b"], "a=b"),
        ([b"__Host-session="], ""),
        ([b'__Host-session="x"'], '"x"'),
        ([b"__Host-session=x "], "x "),
        ([b"__Host-session"], None),
        ([b"__Host-session =x"], None),
        ([b"a=b;  __Host-session=x"], None),
        ([b"\x1c__Host-session=x"], None),
        ([b"\xa0__Host-session=x"], None),
        ([b"__Host-session\x85=x"], None),
        ([b"a=__Host-session=x"], None),
        ([b"=__Host-session=x"], None),
        ([b"__HOST-session=x"], None),
        ([], None),
    ],
    ids=str,
)
def test_a_name_and_a_value_are_exactly_what_stands_there(
    headers: list[bytes], value: str | None
) -> None:
    jar = Jar(headers)
    assert jar.get(SESSION) == value
    assert taken(jar) == []


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("other", ["x", "y", ""])
def test_two_of_one_name_are_none_and_are_taken_away(name: str, other: str) -> None:
    one, two = f"{name}=x".encode(), f"{name}={other}".encode()
    for headers in (
        [one, two],
        [two, one],
        [one + b"; " + two],
        [one + b";a=b;" + two + b";" + one],
    ):
        jar = Jar(headers)
        assert jar.get(name) is None
        assert taken(jar) == [name]


def test_what_an_answer_sets_itself_it_does_not_take_away() -> None:
    jar = Jar([b"__Host-session=x; __Host-session=y; __Host-consent=z"])
    jar.drop(CONSENT)
    assert (jar.get(CONSENT), jar.get(PREFERENCES)) == (None, None)
    response = Response()
    response.headers.append("Set-Cookie", cookie(SESSION, "new", lasts=DAY))
    assert taken(jar, response) == [CONSENT]
    assert len(response.headers.getlist("Set-Cookie")) == 2
    assert taken(jar, Response(headers={"Cache-Control": "public, max-age=60"})) == []


@given(st.lists(st.binary(max_size=60), max_size=4))
def test_whatever_comes_is_read(headers: list[bytes]) -> None:
    jar = Jar(headers)
    for name in OURS:
        value = jar.get(name)
        assert value is None or any(f"{name}={value}".encode("latin-1") in one for one in headers)


def test_nothing_deployed_reads_cookies_in_another_way() -> None:
    for path in [*(ROOT / "shared").rglob("*.py"), *(ROOT / "functions").rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        assert "request.cookies" not in text, path
        assert "cookie_parser" not in text, path
        if path != ROOT / "shared" / "edge" / "cookies.py":
            assert 'b"cookie"' not in text, path
