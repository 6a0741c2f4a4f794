"""The parts of the stack: how each is run and when it is ready.

Emulated services hold what they are given in memory; only the key service keeps its versions in a
file, so that it can be killed and come back without losing what was sealed.
"""

import http.client
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path

from infra.local.emulators.java import archive_path, java_command, make_archive
from infra.local.emulators.oidc import AUDIENCE, QUICK_LOGIN_AUDIENCES, STAFF_AUDIENCE
from infra.local.stack.ports import ISSUERS, Ports
from infra.local.stack.process import ROOT, Part, PartError
from infra.local.stack.programs import Tools
from infra.local.stack.ready import Check, every, grpc_ready, http_ok, tcp_open
from infra.local.stack.topics import make_topics, subscriptions, topics
from shared.parcels.carriers.access import ROWS
from shared.people.accounts.providers import PROVIDERS
from shared.platform.vault.uses import Use

PROJECT = "agogopost-local"
LOCATIONS = {"eu": "europe-west1", "us": "us-central1", "asia": "asia-southeast1"}
KEYS = tuple(Use)
DHL_KEY = "local-dhl-key"
UPS_ID, UPS_SECRET = "local-ups-id", "local-ups-secret"
FEDEX_ID, FEDEX_SECRET = "local-fedex-id", "local-fedex-secret"
USPS_ID, USPS_SECRET = "local-usps-id", "local-usps-secret"
SEVENTEEN_TRACK_KEY = "local-seventeen-track-key"
INBOUND_MAIL_KEY = "local-inbound-mail-key-of-32-signs"
VAPID_PRIVATE_KEY = "AiYtsY5IP2Vg3MysKrun_IokxCBhbNp4Tdb9MaU5pFk"
VAPID_PUBLIC_KEY = (
    "BCZHCbb8Hv-R64kJru52HXA7j7M5lgqLHuRpxRP5wI4NJSsKctx5evK3dP5BhH81PNT-yIP1ifbOCWAhGpKuucA"
)
"""By which browsers know the local stack."""
MAIL_PER_HOUR = "1000000"
"""Nothing leaves the machine, and ``make seed`` signs many people in."""
TRUSTED_HOPS = "1"
"""Whoever is on this machine may say from which network they call, so that invented people have
limits of their own; who says nothing is 127.0.0.1. In the cloud Terraform sets the load balancer's.
"""
_WARMING = 3
_SEED = (
    "61676f676f706f7374206c6f63616c20736565642c206e6f2073656372657421"  # says so itself, in ASCII
)
_FIRESTORE = "com.google.cloud.datastore.emulator.firestore.CloudFirestore"
_PUBSUB = "com.google.cloud.pubsub.testing.v1.Main"


def log_of(ports: Ports, name: str) -> Path:
    """Return where a part of the stack at this base logs."""
    return ROOT / ".cache" / "logs" / str(ports.base) / f"{name}.log"


def key_name(region: str, key: str) -> str:
    """Return the full name of a region's key: ``people`` or ``shipments``."""
    location = LOCATIONS[region]
    return f"projects/{PROJECT}/locations/{location}/keyRings/agogopost/cryptoKeys/{key}"


def archive_bucket(region: str) -> str:
    """Return the name of a region's bucket of exports."""
    return f"agogopost-{region}-exports"


def _module(name: str, *arguments: object) -> list[str]:
    return [sys.executable, "-m", f"infra.local.{name}", *map(str, arguments)]


def _java_part(  # noqa: PLR0913 - what runs, and how it is made ready
    ports: Ports,
    name: str,
    java: Path,
    jar: Path,
    arguments: Sequence[str],
    *,
    prepare: Callable[[], None] | None = None,
    long: bool = False,
) -> Part:
    """Return an emulator in Java, after making its class archive if this is its first use."""
    ready: Check = http_ok(ports.of_part(name))
    if not archive_path(java, jar).exists():
        make_archive(java, jar, arguments, ready, log_of(ports, f"{name}-first-use"))
    command = java_command(java, jar, arguments, long=long)
    return Part(name, command, ready=ready, log=log_of(ports, name), prepare=prepare)


def firestore(ports: Ports, tools: Tools, *, long: bool = False) -> Part:
    """Return the Firestore emulator: the embedded one, or Google's.

    That is run without its wrapper script, which would outlive a kill.
    """
    if tools.google is None:
        return _embedded(ports, "firestore")
    port = f"--port={ports.of_part('firestore')}"
    arguments = (_FIRESTORE, "start", "--host=127.0.0.1", port)

    def warm_up() -> None:
        """Ask for a document: the emulator's first answers may take longer than a deadline."""
        path = f"/v1/projects/{PROJECT}/databases/eu-data/documents/warm/up"
        for _ in range(_WARMING):
            _get(ports.of_part("firestore"), path)

    java, jar = tools.google.java, tools.google.firestore
    return _java_part(ports, "firestore", java, jar, arguments, prepare=warm_up, long=long)


def pubsub(ports: Ports, tools: Tools, regions: Sequence[str]) -> Part:
    """Return the Pub/Sub emulator, with each region's topics made anew after every start."""
    if tools.google is None:
        names = (word for name in topics(PROJECT, regions) for word in ("--topic", name))
        made = map(json.dumps, subscriptions(ports, PROJECT, regions))
        return _embedded(
            ports, "pubsub", *names, *(word for one in made for word in ("--subscription", one))
        )
    arguments = (_PUBSUB, "--host=127.0.0.1", f"--port={ports.of_part('pubsub')}")

    def make() -> None:
        make_topics(ports, PROJECT, regions)

    java, jar = tools.google.java, tools.google.pubsub
    return _java_part(ports, "pubsub", java, jar, arguments, prepare=make)


def _embedded(ports: Ports, name: str, *arguments: str) -> Part:
    """Return an emulator that needs nothing but Python."""
    port = ports.of_part(name)
    command = _module(f"emulators.{name}", "--port", port, *arguments)
    return Part(name, command, ready=grpc_ready(port), log=log_of(ports, name))


def kms(ports: Ports, regions: Sequence[str]) -> Part:
    """Return the key service, with each region's keys; a new stack begins with first versions."""
    state = log_of(ports, "kms").with_name("kms-state.json")
    state.unlink(missing_ok=True)
    names = [key_name(region, key) for region in regions for key in KEYS]
    keys = [argument for name in names for argument in ("--key", name)]
    port = ports.of_part("kms")
    command = _module("emulators.kms", "--port", port, "--seed", _SEED, "--state", state, *keys)
    return Part("kms", command, ready=grpc_ready(port), log=log_of(ports, "kms"))


def storage(ports: Ports, tools: Tools, regions: Sequence[str]) -> Part:
    """Return Cloud Storage, with each region's bucket made anew after every start."""
    port = ports.of_part("storage")
    address = ("-host", "127.0.0.1", "-port", str(port), "-public-host", f"127.0.0.1:{port}")
    command = (str(tools.storage), "-scheme", "http", *address, "-backend", "memory")

    def make_buckets() -> None:
        for region in regions:
            _make_bucket(port, f"agogopost-{region}")
            _make_bucket(port, archive_bucket(region))

    return Part(
        "storage",
        (*command, "-log-level", "error"),
        ready=http_ok(port, f"/storage/v1/b?project={PROJECT}"),
        log=log_of(ports, "storage"),
        prepare=make_buckets,
    )


def _get(port: int, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers={"Authorization": "Bearer owner"})
        connection.getresponse().read()
    finally:
        connection.close()


def _make_bucket(port: int, name: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        body = json.dumps({"name": name})
        headers = {"Content-Type": "application/json"}
        connection.request("POST", f"/storage/v1/b?project={PROJECT}", body, headers)
        status = connection.getresponse().status
    finally:
        connection.close()
    if status not in (HTTPStatus.OK, HTTPStatus.CONFLICT):
        message = f"storage answered {status} to making bucket {name}"
        raise PartError(message)


def messages(ports: Ports) -> Part:
    """Return the sink for mail, SMS and push."""
    port, smtp = ports.of_part("messages"), ports.of_part("smtp")
    command = _module("emulators.messages", "--port", port, "--smtp-port", smtp)
    ready = every(http_ok(port, "/messages"), tcp_open(smtp))
    return Part("messages", command, ready=ready, log=log_of(ports, "messages"))


def oidc(ports: Ports) -> Part:
    """Return all OpenID providers."""
    listening = [ports.issuer(name) for name in ISSUERS]
    command = _module("emulators.issuers", *(x for port in listening for x in ("--port", port)))
    ready = every(*(http_ok(port, "/.well-known/openid-configuration") for port in listening))
    return Part("oidc", command, ready=ready, log=log_of(ports, "oidc"))


def carriers(ports: Ports) -> Part:
    """Return the carrier simulator."""
    port = ports.of_part("carriers")
    accepted = {
        "--dhl-key": DHL_KEY,
        "--ups-id": UPS_ID,
        "--ups-secret": UPS_SECRET,
        "--fedex-id": FEDEX_ID,
        "--fedex-secret": FEDEX_SECRET,
        "--usps-id": USPS_ID,
        "--usps-secret": USPS_SECRET,
        "--seventeen-track-key": SEVENTEEN_TRACK_KEY,
    }
    told = (word for option in accepted.items() for word in option)
    command = _module("carriers", "--port", port, *told)
    return Part("carriers", command, ready=http_ok(port, "/_calls"), log=log_of(ports, "carriers"))


def carrier_settings(ports: Ports) -> dict[str, str]:
    """Return what a gateway is set to reach every simulated carrier with."""
    addresses = {
        f"{row.code.upper()}_URL": f"{ports.url_of('carriers')}/{row.code}" for row in ROWS
    }
    return addresses | {
        "DHL_API_KEY": DHL_KEY,
        "UPS_CLIENT_ID": UPS_ID,
        "UPS_CLIENT_SECRET": UPS_SECRET,
        "FEDEX_CLIENT_ID": FEDEX_ID,
        "FEDEX_CLIENT_SECRET": FEDEX_SECRET,
        "USPS_CLIENT_ID": USPS_ID,
        "USPS_CLIENT_SECRET": USPS_SECRET,
        "SEVENTEEN_TRACK_API_KEY": SEVENTEEN_TRACK_KEY,
    }


def quick_login_settings(ports: Ports) -> dict[str, str]:
    """Return what a gateway is set to believe the stack's OpenID providers with."""
    return {
        f"QUICK_LOGIN_{row.id.upper()}_{part}": value
        for row in PROVIDERS
        for part, value in (
            ("AUDIENCES", ",".join(QUICK_LOGIN_AUDIENCES)),
            ("ISSUER", ports.issuer_url(row.id)),
            ("KEYS", f"{ports.issuer_url(row.id)}/jwks"),
        )
    }


def staff_settings(ports: Ports) -> dict[str, str]:
    """Return what a gateway is set to believe the stack's issuer of the staff with."""
    issuer = ports.issuer_url("staff")
    keys = f"{issuer}/jwks"
    return {"STAFF_ISSUER": issuer, "STAFF_KEYS": keys, "STAFF_AUDIENCE": STAFF_AUDIENCE}


def relay(ports: Ports, regions: Sequence[str]) -> Part:
    """Return what Pub/Sub pushes to."""
    port = ports.of_part("relay")
    gateways = [f"{region}={ports.gateway_url(region)}" for region in regions]
    told = ("--issuer", ports.issuer_url("platform"), "--audience", AUDIENCE)
    command = _module(
        "emulators.relay",
        "--port",
        port,
        *told,
        *(x for pair in gateways for x in ("--gateway", pair)),
    )
    return Part("relay", command, ready=http_ok(port, "/healthz"), log=log_of(ports, "relay"))


def gateway(ports: Ports, region: str, environment: Mapping[str, str]) -> Part:
    """Return a region's gateway, which serves every function."""
    port = ports.gateway(region)
    name = f"gateway-{region}"
    command = _module("stack.gateway", "--region", region, "--port", port)
    ready = http_ok(port, "/healthz")
    return Part(name, command, ready=ready, log=log_of(ports, name), environment=environment)
