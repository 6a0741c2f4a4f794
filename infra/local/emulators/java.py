"""An archive of loaded classes, made on first use: Java emulators start in a third of the time.

The archive belongs to one Java and one jar: a newer one of either makes another.
"""

import contextlib
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from infra.local.stack.process import ROOT, Part, PartError
from infra.local.stack.ready import Check

_CACHE = ROOT / ".cache" / "java"
_SOON = "-XX:TieredStopAtLevel=1"
"""Compiled quickly and not thoroughly: what runs for minutes only is better off."""
_SMALL = "-XX:+UseSerialGC"
_SHARING = ("-Xshare:auto", "-Xlog:cds=off")
_TRAINING_SECONDS = 20.0


def java_command(
    java: Path, jar: Path, arguments: Sequence[str], *, long: bool = False
) -> list[str]:
    """Return the command line for a jar whose arguments begin with its main class.

    A ``long`` run is compiled thoroughly: twice as fast after some minutes.

    Uses the archive when there is one; without it the start is slower and nothing else.
    """
    archive = archive_path(java, jar)
    shared = (f"-XX:SharedArchiveFile={archive}",) if archive.exists() else ()
    soon = () if long else (_SOON,)
    return [str(java), *soon, _SMALL, *_SHARING, *shared, "-cp", str(jar), *arguments]


def archive_path(java: Path, jar: Path) -> Path:
    """Return where the archive for this Java and this jar is, or would be."""
    facts = [str(part) for file in (java.resolve(), jar) for part in (file, *_age(file))]
    name = hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]
    return _CACHE / f"{jar.stem}-{name}.jsa"


def _age(file: Path) -> tuple[int, int]:
    facts = file.stat()
    return facts.st_size, facts.st_mtime_ns


def make_archive(java: Path, jar: Path, arguments: Sequence[str], ready: Check, log: Path) -> None:
    """Run the jar once to the point where it answers, and keep the classes it loaded.

    Failing is harmless: the log says why, and the emulator starts without an archive.
    """
    archive = archive_path(java, jar)
    _CACHE.mkdir(parents=True, exist_ok=True)
    draft = archive.with_suffix(f".{os.getpid()}.draft")
    command = [str(java), _SOON, _SMALL, f"-XX:ArchiveClassesAtExit={draft}", "-cp", str(jar)]
    trial = Part(f"training {jar.stem}", [*command, *arguments], ready=ready, log=log)
    try:
        with contextlib.suppress(PartError):
            trial.start()
    finally:
        trial.stop(grace=_TRAINING_SECONDS)
    if draft.exists():
        draft.replace(archive)
