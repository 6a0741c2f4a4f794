"""Invented people: always the same, acceptable to the API, and nobody's."""

import json
import re
from collections import Counter
from ipaddress import IPv6Network

import pytest

from functions.follows.contract import NewFollow
from functions.profile.contract import NewDevice, PreferencesBody
from functions.registration.contract import Registration
from infra.local.seed.parcels import MOST
from infra.local.seed.people import MOST_PEOPLE, MOST_SEED, PHONES, Invented, invented
from shared.kernel.regions import REGIONS
from shared.parcels.carriers.directory import CARRIERS
from shared.parcels.shipments.planning import ref_of
from shared.people.person import address
from shared.people.person.regions import home_of
from shared.platform.limits.source import source_of

SOME = 400
DOCUMENTATION = IPv6Network("2001:db8::/32")
KEPT_FOR_FILMS = re.compile(r"\A(\+49171392(00)[0-9]{2}|\+1202555(01)[0-9]{2})\Z")


def population(region: str, seed: int = 1, people: int = SOME) -> list[Invented]:
    return [invented(number, seed=seed, region=region) for number in range(people)]


def test_a_person_is_always_the_same_and_other_ones_in_other_populations() -> None:
    assert invented(17, seed=3, region="eu") == invented(17, seed=3, region="eu")
    others = [invented(17, seed=4, region="eu"), invented(18, seed=3, region="eu")]
    assert invented(17, seed=3, region="eu") not in others


def test_this_person_stays_who_they_are() -> None:
    one = invented(1, seed=1, region="eu")
    assert (one.email, one.source) == ("ulvizel.heluwyn.20001@example.net", "2001:db8:2:1::1")


@pytest.mark.parametrize("region", REGIONS)
def test_the_api_takes_all_that_they_tell(region: str) -> None:
    for one in population(region):
        credentials = {"email": one.email, "phone": one.phone, "code": "123456"}
        told = {**one.details, "country": one.country, "adult": True, "policy_version": "1"}
        Registration.model_validate_json(json.dumps({**credentials, **told}))
        for device in one.devices:
            NewDevice.model_validate_json(json.dumps(dict(device)))
        if one.preferences is not None:
            PreferencesBody.model_validate_json(json.dumps(dict(one.preferences)))
        assert len(one.parcels) <= MOST
        for parcel in one.parcels:
            follow = NewFollow.model_validate_json(json.dumps(parcel.body()))
            assert ref_of(follow).carrier in CARRIERS


@pytest.mark.parametrize("region", REGIONS)
def test_they_live_where_they_are_stored(region: str) -> None:
    countries = Counter(one.country for one in population(region))
    homes = {country: home_of(country) for country in countries}
    assert {home.region for home in homes.values() if home is not None} == {region}
    assert None not in homes.values()
    assert len(countries) >= 5
    assert countries.most_common(1)[0][1] < SOME


@pytest.mark.parametrize("region", REGIONS)
def test_their_addresses_are_nobodys_and_written_as_ours_are(region: str) -> None:
    for one in population(region):
        if one.email is not None:
            assert one.email.endswith(("@example.org", "@example.com", "@example.net"))
            assert address.email(one.email).value == one.email
        if one.phone is not None:
            assert KEPT_FOR_FILMS.match(one.phone)
            assert address.phone(one.phone).value == one.phone


def test_no_two_of_them_share_an_address_or_a_source() -> None:
    everybody = [
        one
        for seed in (1, 2, 3)
        for region in ("eu", "us")
        for one in population(region, seed, 1_000)
    ]
    for shared in ("email", "phone"):
        given = [value for one in everybody if (value := getattr(one, shared))]
        assert len(given) == len(set(given))
    subjects = [one.login.subject for one in everybody if one.login]
    assert len(subjects) == len(set(subjects))
    sources = {source_of(one.source) for one in population("eu", people=1_000)}
    assert len(sources) == 1_000


@pytest.mark.parametrize("number", [0, 1, MOST_PEOPLE - 1])
@pytest.mark.parametrize("seed", [0, 1, MOST_SEED])
def test_the_source_is_in_the_range_for_documentation(number: int, seed: int) -> None:
    source = invented(number, seed=seed, region="eu").source
    assert IPv6Network(f"{source}/64", strict=False).subnet_of(DOCUMENTATION)


def test_a_tenth_has_a_quick_login_and_half_of_them_nothing_else() -> None:
    people = population("eu", people=1_000)
    logins = [one for one in people if one.login is not None]
    alone = [one for one in people if one.email is None and one.phone is None]
    assert (len(logins), len(alone)) == (100, 50)
    assert all(one.login is not None for one in alone)


@pytest.mark.parametrize(("region", "phones"), [("eu", PHONES), ("us", PHONES), ("asia", 0)])
def test_few_sign_in_by_sms_however_many_they_are(region: str, phones: int) -> None:
    assert sum(one.phone is not None for one in population(region, people=3_000)) == phones


def test_what_nobody_may_find_is_all_that_says_who_they_are() -> None:
    one = invented(6, seed=1, region="eu")
    assert one.login is not None
    assert one.login.subject in one.words()
    other = next(one for one in population("eu") if one.email and one.devices and one.parcels)
    assert other.email is not None
    wanted = {other.email, other.email.partition("@")[0], other.devices[0]["device_id"]}
    assert wanted | {other.parcels[0].number} <= other.words()
    assert min(map(len, other.words())) > 5
