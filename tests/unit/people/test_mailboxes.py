"""For limits, the many addresses of one mailbox are one; for everything else each is itself."""

import pytest

from shared.people.person.address import email

ONE_MAILBOX = [
    ("janedoe@gmail.com", "j.a.n.e.doe+x@googlemail.com"),
    ("janedoe@gmail.com", "Jane.Doe@gmail.com"),
    ("jane@outlook.com", "jane+x@outlook.com"),
    ("jane@icloud.com", "jane+x@me.com"),
    ("janedoe@proton.me", "jane-d_o.e+x@pm.me"),
    ("jane@yahoo.com", "jane-offers@yahoo.com"),
    ("jane@yahoo.co.uk", "jane+x@yahoo.co.uk"),
    ("jane@fastmail.com", "anything@jane.fastmail.com"),
    ("jane@example.com", "jane+x@example.com"),
    ("jane@example.com", "jane+x+y@example.com"),
]
TWO_MAILBOXES = [
    ("jane.doe@example.com", "janedoe@example.com"),
    ("jane-doe@example.com", "jane@example.com"),
    ("jane@yahoo.com", "jane@yahoo.de"),
    ("jane@gmail.com", "jane@gmail.com.example.org"),
    ("jane@outlook.com", "j.ane@outlook.com"),
    ("+jane@example.com", "+joe@example.com"),
    ("jane@fastmail.com", "jane@joe.fastmail.com"),
]


@pytest.mark.parametrize(("one", "other"), ONE_MAILBOX)
def test_one_mailbox_has_one_limit_and_its_addresses_stay_two(one: str, other: str) -> None:
    assert email(one).mailbox == email(other).mailbox
    assert email(one).value == one.lower()
    assert email(other).value == other.lower()


@pytest.mark.parametrize(("one", "other"), TWO_MAILBOXES)
def test_who_may_be_another_has_a_limit_of_their_own(one: str, other: str) -> None:
    assert email(one).mailbox != email(other).mailbox
