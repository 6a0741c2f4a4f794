"""The whole stack: checked, started in parallel, stopped whatever happens."""

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import cached_property
from typing import Self

from infra.local.emulators.oidc import AUDIENCE, LINK_ACCOUNT, PUBSUB_ACCOUNT, SCHEDULER_ACCOUNT
from infra.local.stack import parts
from infra.local.stack.ports import Ports, known_regions
from infra.local.stack.process import Part
from infra.local.stack.programs import RequirementsError, Tools, find_tools, taken_ports

Progress = Callable[[str, float], None]
_CHOSEN = ("firestore", "pubsub")
"""The parts of which there are two kinds: EMULATORS."""

_SETTLE = "1"
"""Seconds: one process serves a region here, and it lets go of a key that it destroys."""


class Stack:
    """Every part that agogopost talks to, on 127.0.0.1, at one base of ports.

    Parts are named firestore, kms, pubsub, relay, storage, messages, oidc, carriers and gateway-
    REGION. Use it with ``with``, or call ``start`` and ``stop``.
    """

    def __init__(  # noqa: PLR0913 - all but two are named at the call
        self,
        ports: Ports,
        regions: Sequence[str] = ("eu", "us"),
        *,
        gateways: bool = True,
        gateway_env: Mapping[str, str] | None = None,
        progress: Progress | None = None,
        long: bool = False,
    ) -> None:
        """Describe the stack; nothing runs yet.

        Args:
            ports: Where it listens.
            regions: Of eu, us and asia.
            gateways: Whether to start the gateways too.
            gateway_env: Added to every gateway's environment, and stronger than it.
            progress: Told each part's name, with whose it is if there are two kinds, and the
                seconds since the start, as it becomes ready.
            long: For a run of more than some minutes: Firestore starts slower and is faster then.

        Raises:
            ValueError: An unknown region.
        """
        self.ports = ports
        self.regions = known_regions(regions)
        self.parts: dict[str, Part] = {}
        self._gateways = gateways
        self._gateway_env = dict(gateway_env or {})
        self._progress = progress
        self._long = long
        self.emulators = ""
        """Whose Firestore and Pub/Sub serve, once it is started: ``google`` or ``embedded``."""

    def start(self) -> None:
        """Start everything and return when all of it answers; after a failure nothing runs.

        Raises:
            RequirementsError: Programs are missing or ports taken; nothing was started.
            PartError: A part died or was not ready in time.
        """
        tools = self._check()
        self.emulators = tools.emulators
        began = time.monotonic()
        try:
            self._bring_up(self._services(tools), began)
            if self._gateways:
                self._bring_up(map(self._gateway, self.regions), began)
        except BaseException:  # Ctrl-C too
            self.stop()
            raise

    def stop(self) -> None:
        """Stop everything that runs, gateways first; harmless when nothing does."""
        running = list(reversed(self.parts.values()))
        for part in running:
            part.terminate()
        for part in running:
            part.stop()

    def part(self, name: str) -> Part:
        """Return a part by name, to pause, kill or restart it.

        Raises:
            KeyError: No such part in this stack, or not started yet.
        """
        return self.parts[name]

    def died(self) -> list[Part]:
        """Return the parts that ended without being asked to."""
        return [part for part in self.parts.values() if part.died]

    def environment(self, region: str) -> dict[str, str]:
        """Return the environment of a region's gateway."""
        ports = self.ports
        limits = os.environ.get("RATE_LIMITS")
        return {
            **self._emulated_cloud(region),
            "DELETION_SETTLE": _SETTLE,
            **parts.carrier_settings(ports),
            **parts.quick_login_settings(ports),
            **parts.staff_settings(ports),
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(ports.of_part("smtp")),
            "CONTACT_DOMAIN": "localhost.localdomain",
            "INBOUND_MAIL_KEY": parts.INBOUND_MAIL_KEY,
            "SMS_URL": f"{ports.url_of('messages')}/sms",
            "SMS_ACCOUNT": "AClocal",
            "SMS_TOKEN": "local-sms-token",
            "SMS_FROM": "+15005550006",
            "SMS_PREFIXES": "+49,+43,+1",
            "FCM_URL": f"{ports.url_of('messages')}/push",
            "FCM_PROJECT": "agogopost-local",
            "VAPID_PUBLIC_KEYS": parts.VAPID_PUBLIC_KEY,
            "VAPID_PRIVATE_KEYS": parts.VAPID_PRIVATE_KEY,
            "PLATFORM_ISSUER": ports.issuer_url("platform"),
            "PLATFORM_KEYS": f"{ports.issuer_url('platform')}/jwks",
            "PLATFORM_AUDIENCE": AUDIENCE,
            "PLATFORM_ACCOUNTS": f"{PUBSUB_ACCOUNT},{SCHEDULER_ACCOUNT}",
            "MAIL_PER_HOUR": parts.MAIL_PER_HOUR,
            "TRUSTED_HOPS": parts.TRUSTED_HOPS,
            "CORS_ORIGINS": ports.site_url(),
            "REGION_URLS": ",".join(f"{one}={ports.gateway_url(one)}" for one in parts.LOCATIONS),
            "LOCAL_STACK": "1",
            "PYTHONUNBUFFERED": "1",
            **({"RATE_LIMITS": limits} if limits else {}),
            **self._gateway_env,
        }

    def _emulated_cloud(self, region: str) -> dict[str, str]:
        """Return where a region's services of Google are, and what they are called there."""
        ports = self.ports
        return {
            "REGION": region,
            "GOOGLE_CLOUD_PROJECT": parts.PROJECT,
            "KMS_LOCATION": parts.LOCATIONS[region],
            "BUCKET": f"agogopost-{region}",
            "ARCHIVE_BUCKET": parts.archive_bucket(region),
            "LINK_ACCOUNT": LINK_ACCOUNT,
            "LINK_KEY": self.link_key,
            "FIRESTORE_EMULATOR_HOST": ports.host_of("firestore"),
            "KMS_EMULATOR_HOST": ports.host_of("kms"),
            "PUBSUB_EMULATOR_HOST": ports.host_of("pubsub"),
            "STORAGE_EMULATOR_HOST": ports.url_of("storage"),
        }

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @cached_property
    def link_key(self) -> str:
        """The private key that signs links into the buckets of exports: new with every stack."""
        from cryptography.hazmat.primitives.asymmetric.rsa import (  # noqa: PLC0415 - takes a while
            generate_private_key,
        )
        from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - as above
            Encoding,
            NoEncryption,
            PrivateFormat,
        )

        key = generate_private_key(public_exponent=65_537, key_size=2048)
        return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    def _check(self) -> Tools:
        """Return the programs needed, or tell every fault at once."""
        regions = self.regions if self._gateways else ()
        faults = taken_ports(self.ports.taken_by(regions))
        try:
            tools = find_tools(os.environ)
        except RequirementsError as e:
            raise RequirementsError((*e.faults, *faults)) from None
        if faults:
            raise RequirementsError(faults)
        return tools

    def _services(self, tools: Tools) -> Iterable[Part]:
        """Yield all but the gateways, those that take longest to start first."""
        yield parts.kms(self.ports, self.regions)
        yield parts.oidc(self.ports)
        yield parts.firestore(self.ports, tools, long=self._long)
        yield parts.pubsub(self.ports, tools, self.regions)
        yield parts.relay(self.ports, self.regions)
        yield parts.messages(self.ports)
        yield parts.carriers(self.ports)
        yield parts.storage(self.ports, tools, self.regions)

    def _label(self, part: Part) -> str:
        return f"{part.name} ({self.emulators})" if part.name in _CHOSEN else part.name

    def _gateway(self, region: str) -> Part:
        return parts.gateway(self.ports, region, self.environment(region))

    def _bring_up(self, described: Iterable[Part], began: float) -> None:
        """Launch all of these at once and wait until each is ready; the first failure is raised."""
        starting: list[Part] = []
        for part in described:
            self.parts[part.name] = part
            part.launch()
            starting.append(part)

        def wait(part: Part) -> None:
            part.wait_ready()
            if self._progress:
                self._progress(self._label(part), time.monotonic() - began)

        with ThreadPoolExecutor(len(starting)) as pool:
            waits = [pool.submit(wait, part) for part in starting]
            try:
                for finished in as_completed(waits):
                    finished.result()
            except BaseException:
                for part in starting:  # so that the other waits end too
                    part.kill()
                raise
