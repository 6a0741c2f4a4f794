"""What the memory of each function opens: by the keyrings that it declares, which are enforced.

A keyring is opened by nobody who has not declared it (``vault/uses.py``): the whole test run
goes through that. What a declared one opens, with the databases, stands in the table.
"""

from importlib import import_module

import pytest

import main
from shared.platform.vault.uses import Use
from tests.unit.test_infrastructure import FUNCTIONS

ALL_PEOPLE = frozenset({Use.PEOPLE})
OPENS: dict[str, frozenset[Use]] = {
    "reference": frozenset(),
    "policies": frozenset(),
    "anonymise_nightly": frozenset(),
    "sweep_messages": frozenset(),
    "refresh_waybills": frozenset(),
    "tracking": frozenset({Use.SHIPMENTS}),  # a shipment whose number is asked for
    "carrier_events": frozenset({Use.SHIPMENTS}),
    "forget_nightly": frozenset({Use.SHIPMENTS}),
    "registration": ALL_PEOPLE,
    "profile": ALL_PEOPLE,
    "consents": ALL_PEOPLE,
    "exports": ALL_PEOPLE,
    "export_worker": ALL_PEOPLE,
    "deletion": ALL_PEOPLE,
    "deliver_message": ALL_PEOPLE,
    "deliver_news": ALL_PEOPLE,
    "policy_notices": ALL_PEOPLE,
    "send_promotions": ALL_PEOPLE,
    "reseal": ALL_PEOPLE,
    "follows": ALL_PEOPLE | {Use.SHIPMENTS},
    "refresh_batch": ALL_PEOPLE | {Use.SHIPMENTS, Use.MONTHS},
    "rights": ALL_PEOPLE | {Use.REQUESTS},
    "staff": ALL_PEOPLE | {Use.REQUESTS},
    "deletion_worker": ALL_PEOPLE | {Use.EVIDENCE, Use.MONTHS},
    "replay_stops": ALL_PEOPLE | {Use.EVIDENCE, Use.MONTHS},
    "anonymise_shard": ALL_PEOPLE | {Use.MONTHS},
    "rewrap": frozenset({Use.PEOPLE, Use.EVIDENCE, Use.REQUESTS, Use.MONTHS, Use.SHIPMENTS}),
}
"""Functions, and those of their keyrings that open something. The others only name and prove."""
NAMES_AND_PROVES = frozenset({Use.LOOKUPS, Use.SESSIONS, Use.LINKS, Use.LIMITS, Use.BUDGETS})


def keyrings_of(function: str) -> frozenset[Use]:
    """Return the keyrings that a function declares."""
    found: frozenset[Use] = import_module(f"functions.{function}.entry")._edge.keyrings  # noqa: SLF001
    return found


@pytest.mark.parametrize("function", main.__all__)
def test_the_memory_of_a_function_opens_what_the_table_says(function: str) -> None:
    assert keyrings_of(function) - NAMES_AND_PROVES == OPENS[function]


@pytest.mark.parametrize("function", main.__all__)
def test_in_the_cloud_an_account_may_use_the_keys_that_its_function_declares(function: str) -> None:
    given = FUNCTIONS[function]["keys"]
    allowed = set(Use) if given == "${local.keyrings}" else {Use(one) for one in given}
    assert allowed == keyrings_of(function)


def test_every_keyring_is_somebodys_and_only_the_rotation_has_all() -> None:
    assert {one for name in main.__all__ for one in keyrings_of(name)} == set(Use)
    assert [name for name in main.__all__ if keyrings_of(name) == set(Use)] == ["rewrap"]
