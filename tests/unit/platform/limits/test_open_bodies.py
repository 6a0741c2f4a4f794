"""Few bodies of one source, or of one network, are waited for at once."""

from contextlib import ExitStack

import pytest

from shared.kernel.errors import TooManyRequestsError
from shared.platform.limits.open_bodies import (
    OF_IPV4_NETWORK,
    OF_IPV6_NETWORK,
    OF_SOURCE,
    OpenBodies,
)
from shared.platform.limits.source import source_of


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("2001:db8:1:1::{n}", OF_SOURCE),
        ("2001:db8:1:{n}::1", OF_IPV6_NETWORK),
        ("203.0.113.7", OF_SOURCE),
        ("203.0.113.{n}", OF_IPV4_NETWORK),
        ("junk{n}", OF_SOURCE),
    ],
)
def test_so_many_and_no_more_until_one_has_arrived(address: str, most: int) -> None:
    bodies = OpenBodies()
    with ExitStack() as held:
        for n in range(most):
            held.enter_context(bodies.one(source_of(address.format(n=n))))
        with pytest.raises(TooManyRequestsError), bodies.one(source_of(address.format(n=most))):
            pytest.fail("it was let in")
        with bodies.one(source_of("2001:db8:ffff::1")):
            pass
    with bodies.one(source_of(address.format(n=0))):
        pass


def test_nothing_is_kept_of_who_has_sent_theirs() -> None:
    bodies = OpenBodies()
    for n in range(100):
        with bodies.one(source_of(f"2001:db8:{n}::1")):
            pass
    assert not bodies._open  # noqa: SLF001 - the memory is the promise
