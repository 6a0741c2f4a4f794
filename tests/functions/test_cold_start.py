"""A cold start loads what the first request needs, and nothing else."""

import json
import os
import re
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

import main
from infra.local.stack.process import ROOT
from shared.parcels.carriers.access import ROWS
from tests.ports import free_port

FUNCTIONS_FRAMEWORK = str(Path(sys.executable).with_name("functions-framework"))
HEAVY = (
    "google.cloud.firestore",
    "google.cloud.kms",
    "google.api_core",
    "google.auth",
    "google.protobuf",
    "proto",
    "grpc",
    "httpx",
    "joserfc",
    "flufl",
    "phonenumbers",
)

# Load a function as functions-framework does, ask it something, print what got imported.
_PROBE = textwrap.dedent(
    """
    import asyncio, json, sys
    from functions_framework import create_app

    target, method, path, body = sys.argv[1:5]
    app = create_app(target, "main.py")
    sent = []

    async def receive():
        return {"type": "http.request", "body": body.encode(), "more_body": False}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"",
        "root_path": "", "headers": [(b"content-type", b"application/json")],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }
    asyncio.run(app(scope, receive, send))
    status = sent[0]["status"]
    print(json.dumps({"status": status, "modules": sorted(sys.modules)}))
    """
)
ASKED = {
    "tracking": ("POST", "/v1/carriers/detect", '{"number": "986578788855"}', 200),
    "policies": ("GET", "/v1/policies/current", "", 200),  # of all that it has what loads most
    "policy_notices": ("POST", "/jobs/policy_notices", "", 401),
    "reference": ("GET", "/openapi.json", "", 200),
    "carrier_events": ("POST", "/v1/carrier-events/seventeen_track", "{}", 401),
    "forget_nightly": ("POST", "/jobs/forget_nightly", "", 401),
    "follows": ("GET", "/v1/waybills", "", 401),
    "registration": ("GET", "/v1/sessions", "", 401),
    "consents": ("DELETE", "/v1/consents", "", 401),
    "profile": ("GET", "/v1/me", "", 401),
    "exports": ("GET", "/v1/exports", "", 401),
    "rights": ("GET", "/v1/rights-requests", "", 401),
    "deletion": ("POST", "/v1/account-deletion", "{}", 401),
    "staff": ("GET", "/staff/v1/people/0", "", 401),
    "deletion_worker": ("POST", "/events/deletion_worker", "", 401),
    "deliver_message": ("POST", "/events/deliver_message", "", 401),
    "deliver_news": ("POST", "/events/deliver_news", "", 401),
    "export_worker": ("POST", "/events/export_worker", "", 401),
    "replay_stops": ("POST", "/jobs/replay_stops", "", 401),
    "reseal": ("POST", "/jobs/reseal", "", 401),
    "rewrap": ("POST", "/jobs/rewrap", "", 401),
    "anonymise_nightly": ("POST", "/jobs/anonymise_nightly", "", 401),
    "anonymise_shard": ("POST", "/events/anonymise_shard", "", 401),
    "refresh_waybills": ("POST", "/jobs/refresh_waybills", "", 401),
    "send_promotions": ("POST", "/jobs/send_promotions", "", 401),
    "refresh_batch": ("POST", "/events/refresh_batch", "", 401),
    "sweep_messages": ("POST", "/jobs/sweep_messages", "", 401),
}

OURS = {
    "anonymise_nightly": 200,
    "anonymise_shard": 188,
    "carrier_events": 126,
    "consents": 92,
    "deletion": 84,
    "deletion_worker": 96,
    "deliver_message": 92,
    "deliver_news": 103,
    "export_worker": 205,
    "exports": 127,
    "follows": 183,
    "forget_nightly": 109,
    "policies": 78,
    "policy_notices": 115,
    "profile": 144,
    "reference": 63,
    "refresh_batch": 106,
    "refresh_waybills": 101,
    "registration": 151,
    "replay_stops": 165,
    "reseal": 123,
    "rewrap": 115,
    "send_promotions": 92,
    "rights": 168,
    "staff": 160,
    "sweep_messages": 90,
    "tracking": 113,
}
"""How many modules of ours a function loads up to its first answer. Fewer are better: then lower
the number here; more must be worth it."""
SLACK = 5
"""How far below the number a function may be."""
OF_THE_FRAMEWORK = ("google.cloud.functions", "google.cloud.functions_v1")
OF_A_STORE = ("google.cloud.firestore_v1.types", "google.cloud.kms_v1.types", "google.protobuf")
"""Of Google's what a store needs: messages, and no client, credentials or HTTP."""

ALL_KEYS = {f"{row.code}_{key}".upper(): "key" for row in ROWS for key in row.keys}


def clean_environment(**given: str) -> dict[str, str]:
    """Return an environment as on a fresh shell."""
    kept = ("PATH", "HOME", "LANG", "TMPDIR")
    return {**{name: os.environ[name] for name in kept if name in os.environ}, **given}


def probe(target: str, *request: str, **environment: str) -> tuple[int, set[str]]:
    """Return the status of a function's first answer, and every module that it took."""
    run = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", _PROBE, target, *request],
        cwd=ROOT,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    told = json.loads(run.stdout.splitlines()[-1])
    return told["status"], set(told["modules"])


def test_every_function_has_its_cold_start_checked() -> None:
    assert set(ASKED) == set(OURS) == set(main.__all__)


def of_google(modules: set[str], *allowed: str) -> list[str]:
    """Return the modules of Google's that are not allowed; those of namespaces are nobody's."""
    spaces = ("google", "google.cloud", "google.rpc", "google.type")
    parts = tuple(f"{one}." for one in (*OF_THE_FRAMEWORK, *allowed))
    named = {*spaces, *OF_THE_FRAMEWORK, *allowed}
    return [
        name
        for name in modules
        if name.startswith("google.") and name not in named and not name.startswith(parts)
    ]


def test_what_reads_a_record_loads_googles_messages_and_nothing_else_of_its() -> None:
    nowhere = dict.fromkeys(("FIRESTORE_EMULATOR_HOST", "KMS_EMULATOR_HOST"), "127.0.0.1:1")
    number = json.dumps({"items": [{"number": "AGP-OUT-FOR-DELIVERY-0001"}]})
    for target, path, body in (
        ("registration", "/v1/sign-in/nonces", ""),
        ("tracking", "/v1/waybills/query", number),
    ):
        status, modules = probe(target, "POST", path, body, **nowhere)
        assert status == 503, target
        assert "grpc.aio" in modules, target
        more = ("google._upb", "google.rpc.status_pb2", "google.type.latlng_pb2")
        assert not of_google(modules, *OF_A_STORE, *more), target
        assert not {"google.api_core", "requests", "google.auth"} & modules, target


@pytest.mark.parametrize("target", ASKED)
def test_a_cold_start_loads_no_other_function_and_no_client_before_it_is_needed(
    target: str,
) -> None:
    method, path, body, expected = ASKED[target]
    status, modules = probe(target, method, path, body, **ALL_KEYS)
    assert status == expected
    others = {f"functions.{name}" for name in main.__all__ if name != target}
    assert not {name for name in modules if ".".join(name.split(".")[:2]) in others}
    assert f"functions.{target}.entry" in modules
    assert not [name for name in modules if name.startswith(HEAVY)]
    assert not of_google(modules)
    ours = sum(name.split(".")[0] in {"functions", "shared"} for name in modules)
    assert OURS[target] - SLACK <= ours <= OURS[target]
    assert not [name for name in modules if name.split(".")[0] in {"tests", "infra"}]


def test_the_policy_is_read_without_the_records_of_the_whole_service() -> None:
    for path in ("/v1/policies", "/v1/policies/current", "/v1/policies/1", "/v1/data-map"):
        status, modules = probe("policies", "GET", path, "")
        assert status == 200
        assert not {"shared.rights.inventory", "shared.people.policies.policies"} & modules
        assert "cryptography" not in modules


def test_no_adapter_is_loaded_to_tell_whether_its_carrier_can_be_asked() -> None:
    method, path, body, _ = ASKED["tracking"]
    for asked in ((method, path, body), ("GET", "/v1/carriers", "")):
        status, modules = probe("tracking", *asked, **ALL_KEYS)
        assert status == 200
        assert "shared.platform.suppliers.register" in modules
        assert not {"shared.platform.suppliers.client", "httpx"} & modules
        for row in ROWS:
            adapter = f"shared.parcels.carriers.{row.code}"
            assert not [name for name in modules if re.match(rf"{adapter}(_|\Z)", name)]


def test_a_visitor_who_has_decided_nothing_is_shown_what_to_decide_without_a_store() -> None:
    status, modules = probe("consents", "GET", "/v1/consents", "")
    assert status == 200
    assert not [name for name in modules if name.startswith(HEAVY)]
    assert not of_google(modules)


def test_what_reads_tokens_is_loaded_only_where_one_is_verified() -> None:
    nowhere = dict.fromkeys(("FIRESTORE_EMULATOR_HOST", "KMS_EMULATOR_HOST"), "127.0.0.1:1")
    token = {"quick_login": {"provider": "google", "id_token": "x.y.z"}, "country": "DE"}
    for path, body, expected in (
        ("/v1/sign-in/nonces", "", 503),
        ("/v1/sessions", json.dumps(token), 422),
    ):
        status, modules = probe("registration", "POST", path, body, **nowhere)
        assert status == expected, path
        assert not {"joserfc", "httpx"} & modules


def test_the_table_of_phone_numbers_is_loaded_only_where_one_is_read() -> None:
    nowhere = dict.fromkeys(("FIRESTORE_EMULATOR_HOST", "KMS_EMULATOR_HOST"), "127.0.0.1:1")
    for address, is_loaded in (("email", False), ("phone", True)):
        body = json.dumps({address: "+49", "country": "DE"})
        status, modules = probe("registration", "POST", "/v1/sign-in/codes", body, **nowhere)
        assert status == 422
        assert ("phonenumbers" in modules) is is_loaded
        assert not [
            name for name in modules if re.match(r"phonenumbers\.(geo|carrier|tz|time)", name)
        ]


@contextmanager
def served(target: str, **environment: str) -> Iterator[str]:
    """Run ``functions-framework --target`` alone; yield its address."""
    port = free_port()
    process = subprocess.Popen(  # noqa: S603 - our own command
        [FUNCTIONS_FRAMEWORK, "--target", target, "--host", "127.0.0.1", "--port", str(port)],
        cwd=ROOT,
        env=clean_environment(**environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def test_the_function_starts_alone_and_detects() -> None:
    with served("tracking") as url:
        reply = _patiently(f"{url}/v1/carriers/detect", {"number": "1Z999AA10123456784"})
        assert reply.json()["candidates"][0] == {
            "carrier": "ups",
            "format": "ups",
            "evidence": "checksum+lookup",
        }
        catalogue = httpx.get(f"{url}/v1/carriers").json()["carriers"]
        configured = [carrier["code"] for carrier in catalogue if carrier["configured"]]
        assert configured == ["sandbox"]


@pytest.mark.parametrize(
    "environment",
    [
        {"K_SERVICE": "tracking", "FIRESTORE_EMULATOR_HOST": "127.0.0.1:1"},
        {"K_SERVICE": "tracking"},
        {"REGION": "moon"},
    ],
    ids=["an emulator in the cloud", "nothing set in the cloud", "an unknown region"],
)
def test_settings_that_cannot_be_used_stop_the_start(environment: dict[str, str]) -> None:
    run = subprocess.run(  # noqa: S603 - our own command
        [FUNCTIONS_FRAMEWORK, "--target", "tracking", "--port", str(free_port())],
        cwd=ROOT,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode != 0
    assert "SettingsError" in run.stderr
    assert "moon" not in run.stderr


def _patiently(url: str, body: dict[str, str]) -> httpx.Response:
    deadline = time.monotonic() + 30
    while True:
        try:
            return httpx.post(url, json=body)
        except httpx.ConnectError:
            assert time.monotonic() < deadline, "it did not start"
            time.sleep(0.05)
