"""Settings: whole, bounded, refused loudly, never repeated."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from shared.parcels.carriers.access import ROWS, names
from shared.people.accounts.providers import PROVIDERS, issuers
from shared.platform.suppliers.register import register
from shared.setup.settings import Settings, SettingsError

SECRET = "CANARY-SECRET"  # noqa: S105 - to be looked for where it must not be
CLOUD = {
    "K_SERVICE": "tracking",
    "REGION": "eu",
    "GOOGLE_CLOUD_PROJECT": "agogopost-prod",
    "KMS_LOCATION": "europe-west1",
    "BUCKET": "agogopost-prod-sealed",
    "TRUSTED_HOPS": "2",
    "DHL_API_KEY": SECRET,
}
LOCAL = {"LOCAL_STACK": "1"}


def fault(environment: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        Settings.of(environment)
    return str(caught.value)


def test_the_local_stack_needs_nothing_but_its_name() -> None:
    assert Settings.of({}).region == "eu"
    assert not Settings.of({}).local_stack
    assert Settings.of(LOCAL).local_stack


def test_the_cloud_is_told_every_place() -> None:
    assert Settings.of(CLOUD).kms_location == "europe-west1"
    told = fault({"K_SERVICE": "tracking"})
    for name in ("REGION", "GOOGLE_CLOUD_PROJECT", "KMS_LOCATION", "BUCKET", "TRUSTED_HOPS"):
        assert f"{name} Field required" in told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FIRESTORE_EMULATOR_HOST", "127.0.0.1:1"),
        ("KMS_EMULATOR_HOST", "127.0.0.1:1"),
        ("PUBSUB_EMULATOR_HOST", "127.0.0.1:1"),
        ("STORAGE_EMULATOR_HOST", "http://127.0.0.1:1"),
        ("LOCAL_STACK", "1"),
        ("RATE_LIMITS", "off"),
    ],
)
def test_what_belongs_to_the_local_stack_stops_a_start_in_the_cloud(name: str, value: str) -> None:
    assert f"{name} belongs to the local stack" in fault({**CLOUD, name: value})
    assert f"{name} belongs to the local stack" in fault({**CLOUD, name: value, "K_SERVICE": ""})
    Settings.of({**LOCAL, name: value})


@pytest.mark.parametrize(
    ("name", "value", "least"),
    [
        ("DELETION_SETTLE", "0", "80"),
        ("DELETION_SETTLE", "79", "80"),
        ("DELETION_SETTLE", "PT0S", "PT80S"),
        ("TRUSTED_HOPS", "0", "1"),
        ("MAIL_FROM", "agogopost@localhost", "agogopost@example.com"),
        ("MAIL_FROM", "agogopost@mail.localdomain", "agogopost@example.com"),
        ("CONTACT_DOMAIN", "localhost.localdomain", "example.com"),
        ("CONTACT_DOMAIN", "127.0.0.1", "example.com"),
        ("SMTP_HOST", "localhost", "smtp.example.com"),
        ("SMTP_HOST", "127.0.0.1", "smtp.example.com"),
    ],
)
def test_a_value_that_makes_sense_locally_alone_stops_a_start_in_the_cloud(
    name: str, value: str, least: str
) -> None:
    beside = {"MAIL_FROM": "agogopost@example.com", "CONTACT_DOMAIN": "example.com"}
    told = fault({**CLOUD, **beside, name: value, "REGION": SECRET})
    assert f"{name} " in told
    assert "on Google Cloud" in told
    assert "REGION" in told, "all at once"
    assert name in fault({**CLOUD, **beside, name: value, "K_SERVICE": ""})
    Settings.of({**LOCAL, name: value})
    Settings.of({**CLOUD, **beside, name: least})


def test_who_writes_to_people_in_the_cloud_says_from_where() -> None:
    mail = {"SMTP_HOST": "smtp.example.com", "MAIL_FROM": "agogopost@example.com"}
    assert "MAIL_FROM must be given with SMTP_HOST" in fault({**CLOUD, "SMTP_HOST": "a.example"})
    inbound = {"INBOUND_MAIL_KEY": SECRET * 4}
    assert "CONTACT_DOMAIN must be given with INBOUND_MAIL_KEY" in fault({**CLOUD, **inbound})
    Settings.of({**CLOUD, **mail, **inbound, "CONTACT_DOMAIN": "example.com"})
    Settings.of({**LOCAL, "SMTP_HOST": "127.0.0.1"})


def test_limits_go_off_in_the_local_stack_only() -> None:
    assert "RATE_LIMITS can be off in the local stack only" in fault({"RATE_LIMITS": "off"})
    assert Settings.of({**LOCAL, "RATE_LIMITS": "off"}).rate_limits == "off"


BAD = {
    "REGION": SECRET,
    "GOOGLE_CLOUD_PROJECT": SECRET,
    "KMS_LOCATION": SECRET,
    "BUCKET": SECRET,
    "LOCAL_STACK": SECRET,
    "RATE_LIMITS": SECRET,
    "TRUSTED_HOPS": SECRET,
    "CORS_ORIGINS": f"http://{SECRET}",
    "REQUESTS_PER_SECOND": SECRET,
    "REQUESTS_BURST": "0",
    "UNCACHED_PER_SOURCE": "-1",
    "KEYRING_SOFT": SECRET,
    "KEYRING_HARD": "86400",
    "SANDBOX": SECRET,
    "DHL_URL": f"http://{SECRET}",
    "DHL_DAILY_BUDGET": "1.5",
    "SUPPLIERS_OFF": SECRET,
    "QUICK_LOGIN_GOOGLE_AUDIENCES": f"{SECRET} {SECRET}",
    "MAIL_PER_HOUR": "-1",
    "PLATFORM_ISSUER": SECRET,
    "PLATFORM_KEYS": f"ftp://{SECRET}",
    "PLATFORM_AUDIENCE": SECRET * 20,
    "PLATFORM_ACCOUNTS": ",".join([SECRET] * 11),
}


def test_all_faults_are_told_at_once_and_no_value_of_them() -> None:
    told = fault({**CLOUD, **BAD, "KMS_EMULATOR_HOST": SECRET})
    assert [name for name in (*BAD, "KMS_EMULATOR_HOST") if name not in told] == []
    assert SECRET not in told


@pytest.mark.parametrize("name", BAD)
def test_each_fault_stops_the_start_alone(name: str) -> None:
    told = fault({**CLOUD, name: BAD[name]})
    assert name in told
    assert SECRET not in told


def test_the_carriers_key_is_shown_by_no_representation() -> None:
    settings = Settings.of(CLOUD)
    assert settings.carriers["dhl"].key("api_key") == SECRET
    assert SECRET not in repr(settings) + str(settings) + settings.model_dump_json()


ADDRESSES = ("DHL_URL", "PLATFORM_ISSUER", "PLATFORM_KEYS", "CORS_ORIGINS")


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize(
    ("url", "in_the_stack"),
    [
        ("http://example.com", False),
        ("http://127.0.0.1.example.com", False),
        ("http://127.0.0.1@example.com", False),
        ("http://localhost:80@example.com", False),
        ("https://", False),
        ("https:///example.com", False),
        ("https://user:password@example.com", False),
        ("ftp://127.0.0.1", False),
        ("example.com", False),
        ("*", False),
        ("http://127.0.0.1:8090", True),
        ("http://localhost:8090", True),
        ("http://[::1]:8090", True),
    ],
)
def test_an_address_is_https_or_this_machine_in_the_local_stack(
    name: str, url: str, *, in_the_stack: bool
) -> None:
    assert name in fault({name: url})
    assert name in fault({**CLOUD, name: url})
    if in_the_stack:
        Settings.of({**LOCAL, name: url})
    else:
        assert name in fault({**LOCAL, name: url})


def test_an_origin_is_not_an_address_with_a_path() -> None:
    good = "https://site.example,https://www.site.example:8443"
    assert len(Settings.of({**CLOUD, "CORS_ORIGINS": good}).cors_origins) == 2
    for bad in ("https://site.example/", "https://site.example/app"):
        assert "CORS_ORIGINS" in fault({**CLOUD, "CORS_ORIGINS": bad})


@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [
        ("TRUSTED_HOPS", 1, 5),
        ("REQUESTS_BURST", 5, 10_000),
        ("UNCACHED_PER_SOURCE", 1, 100_000),
        ("DHL_DAILY_BUDGET", 0, 10_000_000),
    ],
)
def test_a_number_has_bounds(name: str, lowest: int, highest: int) -> None:
    for good in (lowest, highest):
        settings = Settings.of({**CLOUD, name: str(good)})
        told = {"dhl_daily_budget": settings.carriers["dhl"].daily_budget, **dict(settings)}
        assert told[name.lower()] == good
    for bad in (lowest - 1, highest + 1):
        assert name in fault({**CLOUD, name: str(bad)})


def test_a_span_is_seconds_and_the_hard_one_is_longer() -> None:
    spans = {"KEYRING_SOFT": "60", "KEYRING_HARD": "120"}
    settings = Settings.of({**CLOUD, **spans})
    assert (settings.keyring_soft, settings.keyring_hard) == (
        timedelta(minutes=1),
        timedelta(minutes=2),
    )
    assert "KEYRING_HARD must be longer" in fault({**CLOUD, **spans, "KEYRING_HARD": "60"})


def test_an_empty_variable_is_one_that_was_not_given() -> None:
    assert "REGION Field required" in fault({**CLOUD, "REGION": ""})
    assert not Settings.of({**CLOUD, "DHL_API_KEY": ""}).carriers


def test_every_supplier_has_settings_of_its_own_and_is_configured_by_its_keys_alone() -> None:
    for row in ROWS:
        prefix = row.code.upper()
        keys = {f"{prefix}_{key.upper()}": f"{SECRET}-{key}" for key in row.keys}
        parts = ("URL", "DAILY_BUDGET", "PER_SECOND")
        assert {*keys, *(f"{prefix}_{part}" for part in parts)} <= names()
        access = Settings.of({**LOCAL, **keys}).carriers[row.code]
        assert {key: access.key(key) for key in row.keys} == {
            key: f"{SECRET}-{key}" for key in row.keys
        }
        assert (access.url, access.daily_budget) == (row.url, row.daily)
        assert access.per_second == row.per_second
        values = dict(zip(parts, ("http://127.0.0.1:1", "7", "0.5"), strict=True))
        told = {f"{prefix}_{part}": value for part, value in values.items()}
        access = Settings.of({**LOCAL, **keys, **told}).carriers[row.code]
        assert (access.url, access.daily_budget) == ("http://127.0.0.1:1", 7)
        assert access.per_second == 0.5
        assert row.code not in Settings.of({**LOCAL, **told}).carriers
        for name in keys if len(keys) > 1 else ():
            assert f"lack {name}" in fault({**LOCAL, **keys, name: ""})


APPLE = {"QUICK_LOGIN_APPLE_AUDIENCES": "com.example.app, com.example.site"}


def test_a_quick_login_is_on_where_it_knows_us_and_off_otherwise() -> None:
    assert not Settings.of(CLOUD).quick_login
    assert not Settings.of({**CLOUD, "QUICK_LOGIN_APPLE_AUDIENCES": " , "}).quick_login
    (on,) = Settings.of({**CLOUD, **APPLE}).quick_login.items()
    name, terms = on
    assert (name, terms.audiences) == ("apple", ("com.example.app", "com.example.site"))
    assert (terms.issuer, terms.keys) == (
        "https://appleid.apple.com",
        "https://appleid.apple.com/auth/keys",
    )


@pytest.mark.parametrize("part", ["ISSUER", "KEYS"])
def test_a_provider_is_reached_by_https_or_is_the_local_stacks(part: str) -> None:
    name = f"QUICK_LOGIN_APPLE_{part}"
    for url in (f"http://{SECRET}", "appleid.apple.com", "http://127.0.0.1:8211"):
        told = fault({**CLOUD, **APPLE, name: url})
        assert f"{name} must be https" in told
        assert SECRET not in told
    local = Settings.of({**LOCAL, **APPLE, name: "http://127.0.0.1:8211"})
    assert "http://127.0.0.1:8211" in {
        local.quick_login["apple"].issuer,
        local.quick_login["apple"].keys,
    }


@pytest.mark.parametrize("audiences", ["a b", "x" * 201, ",".join(["x"] * 21), "\u00e4"])
def test_an_audience_is_a_client_id(audiences: str) -> None:
    told = fault({**CLOUD, "QUICK_LOGIN_GOOGLE_AUDIENCES": audiences})
    assert "QUICK_LOGIN_GOOGLE_AUDIENCES" in told
    assert audiences not in told


def test_every_provider_stands_on_the_register_with_the_host_of_its_keys() -> None:
    for row in PROVIDERS:
        assert urlsplit(row.keys).hostname in register()[row.supplier].hosts
        assert issuers(row, row.issuer) == {row.issuer, *row.also}
        assert issuers(row, "https://moved.example") == {"https://moved.example"}


STAFF = {
    "STAFF_ISSUER": "https://login.example.com",
    "STAFF_KEYS": "https://login.example.com/jwks",
    "STAFF_AUDIENCE": "console",
}


def test_there_are_staff_where_their_issuer_is_wholly_known() -> None:
    assert Settings.of(CLOUD).staff_issuer == ""
    on = Settings.of({**CLOUD, **STAFF})
    assert (on.staff_issuer, on.staff_role_claim) == ("https://login.example.com", "role")
    for name in ("STAFF_KEYS", "STAFF_AUDIENCE"):
        part = {one: value for one, value in STAFF.items() if one != name}
        assert "STAFF_ISSUER needs STAFF_KEYS and STAFF_AUDIENCE" in fault({**CLOUD, **part})
    for name in ("STAFF_KEYS", "STAFF_ISSUER"):
        for url in (f"http://{SECRET}", "http://127.0.0.1:8213"):
            told = fault({**CLOUD, **STAFF, name: url})
            assert f"{name} must be https" in told
            assert SECRET not in told
        Settings.of({**LOCAL, **STAFF, name: "http://127.0.0.1:8213"})


def test_the_kill_switch_knows_its_suppliers() -> None:
    assert Settings.of({**CLOUD, "SUPPLIERS_OFF": "dhl, ups"}).suppliers_off == ("dhl", "ups")
    told = fault({**CLOUD, "SUPPLIERS_OFF": f"dhl,{SECRET}"})
    assert "SUPPLIERS_OFF names 1 that no supplier has; known are dhl, ups" in told
    assert SECRET not in told


def test_lists_are_parted_by_commas() -> None:
    given = {**CLOUD, "PLATFORM_ACCOUNTS": " a@example.com, ,b@example.com "}
    assert Settings.of(given).platform_accounts == ("a@example.com", "b@example.com")
